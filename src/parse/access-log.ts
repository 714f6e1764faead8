import type { FieldValue } from '../record/event.ts';
import type { Parser } from './parsed.ts';
import { cached, parseClfTime } from './time.ts';

/** `host ident user [time] "request" status bytes`: Apache's common log format, with what may follow it. */
const commonPart =
  /^(\S+) (\S+) (\S+|"(?:[^"\\]|\\.)*") \[([^\]]+)\] "((?:[^"\\]|\\.)*)" (\d{3}) (\d+|-)(?= |$)/;
/** ` "referer" "user agent"`: what the combined log format adds. */
const combinedPart = /^ "((?:[^"\\]|\\.)*)" "((?:[^"\\]|\\.)*)"/;
const requestLine = /^([A-Z][A-Z_-]*) (\S+) HTTP\/(\d(?:\.\d)?)$/;
const ipAddress = /^(?:\d{1,3}(?:\.\d{1,3}){3}|[0-9a-fA-F]*:[0-9a-fA-F:.]+)$/;

/** Parser of the combined log format of Apache and nginx. */
export function combinedParser(): Parser {
  return accessLogParser((rest) => combinedPart.exec(rest));
}

/** Parser of the common log format. */
export function commonParser(): Parser {
  return accessLogParser(() => undefined);
}

/** `combined` says what follows the common part; null where the line breaks off before it is complete. */
function accessLogParser(combined: (rest: string) => RegExpExecArray | null | undefined): Parser {
  const timeOf = cached(parseClfTime);
  return (line) => {
    const common = commonPart.exec(line);
    if (common === null) return undefined;
    const rest = line.slice(common[0].length);
    const more = combined(rest);
    if (more === null) return undefined;
    const timeMs = timeOf(common[4] ?? '');
    if (timeMs === undefined) return undefined;
    const fields: Record<string, FieldValue> = {};
    addCommon(fields, common);
    if (more !== undefined) addCombined(fields, more);
    const foreign = foreignFields(common, rest.slice(more?.[0].length ?? 0));
    if (foreign !== undefined) fields['fields'] = foreign;
    return { timeMs, fields };
  };
}

function addCommon(fields: Record<string, FieldValue>, match: RegExpExecArray): void {
  const [, address = '', , user = '', , request = '', status = '', bytes = ''] = match;
  fields['source.address'] = address;
  if (ipAddress.test(address)) fields['source.ip'] = address;
  if (user !== '-') fields['user.name'] = user;
  addRequest(fields, request);
  fields['http.response.status_code'] = Number(status);
  // "-" is Apache's way to say that no body was sent.
  if (bytes !== '-') fields['http.response.body.bytes'] = Number(bytes);
}

function addRequest(fields: Record<string, FieldValue>, request: string): void {
  const match = requestLine.exec(request);
  if (match === null) {
    // A port scanner's bytes, or "-" where the client sent nothing: kept as they stand.
    fields['url.original'] = request;
    return;
  }
  const [, method = '', target = '', version = ''] = match;
  fields['http.request.method'] = method;
  fields['url.original'] = target;
  const queryStart = target.indexOf('?');
  fields['url.path'] = queryStart === -1 ? target : target.slice(0, queryStart);
  if (queryStart !== -1) fields['url.query'] = target.slice(queryStart + 1);
  fields['http.version'] = version;
}

function addCombined(fields: Record<string, FieldValue>, match: RegExpExecArray): void {
  const [, referrer = '', userAgent = ''] = match;
  if (referrer !== '-') fields['http.request.referrer'] = referrer;
  if (userAgent !== '-') fields['user_agent.original'] = userAgent;
}

/** What ECS has no field for: the RFC 1413 identity, and whatever a server's own format adds at the end. */
function foreignFields(match: RegExpExecArray, trailing: string): { [name: string]: string } | undefined {
  const ident = match[2] ?? '-';
  const extra = trailing.trim();
  if (ident === '-' && extra === '') return undefined;
  return { ...(ident !== '-' && { ident }), ...(extra !== '' && { trailing: extra }) };
}
