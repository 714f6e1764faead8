import type { FieldValue } from '../record/event.ts';
import { addAddress, addRequest, quoted } from './http-fields.ts';
import type { Parser } from './parsed.ts';
import { cached, parseClfTime } from './time.ts';

/**
 * `host ident user [time] "request" status bytes`: Apache's common log format, with what may follow it. More digits
 * than 15 no double holds, and no server sends.
 */
const commonLine = new RegExp(
  String.raw`^(\S+) (\S+) (\S+|"(?:[^"\\]|\\.)*") \[([^\]]+)\] ${quoted} (\d{3}) (\d{1,15}|-)(?= |$)`,
);
/** The combined log format adds `"referer" "user agent"`. */
const combinedLine = new RegExp(`${commonLine.source} ${quoted} ${quoted}`);
/** Parser of the combined log format of Apache and nginx. */
export function combinedParser(): Parser {
  return accessLogParser(combinedLine);
}

/** Parser of the common log format. */
export function commonParser(): Parser {
  return accessLogParser(commonLine);
}

function accessLogParser(format: RegExp): Parser {
  const timeOf = cached(parseClfTime);
  return (line) => {
    const match = format.exec(line);
    if (match === null) return undefined;
    const timeMs = timeOf(match[4] ?? '');
    if (timeMs === undefined) return undefined;
    const fields: Record<string, FieldValue> = {};
    addCommon(fields, match);
    if (format === combinedLine) addCombined(fields, match);
    const foreign = foreignFields(match, line.slice(match[0].length));
    if (foreign !== undefined) fields['fields'] = foreign;
    return { timeMs, fields };
  };
}

function addCommon(fields: Record<string, FieldValue>, match: RegExpExecArray): void {
  const { 1: address = '', 3: user = '', 5: request = '', 6: status = '', 7: bytes = '' } = match;
  addAddress(fields, address);
  if (user !== '-') fields['user.name'] = user;
  addRequest(fields, request);
  fields['http.response.status_code'] = Number(status);
  // "-" is Apache's way to say that no body was sent.
  if (bytes !== '-') fields['http.response.body.bytes'] = Number(bytes);
}

function addCombined(fields: Record<string, FieldValue>, match: RegExpExecArray): void {
  const { 8: referrer = '', 9: userAgent = '' } = match;
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
