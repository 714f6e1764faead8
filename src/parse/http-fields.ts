import type { FieldValue } from '../record/event.ts';

type Fields = Record<string, FieldValue>;

/** Text in quotes, where `"` and `\` stand behind a backslash; without alternatives inside, which V8 matches slowly. */
export const quoted = String.raw`"([^"\\]*(?:\\.[^"\\]*)*)"`;

const requestLine = /^([A-Z][A-Z_-]*) (\S+) HTTP\/(\d(?:\.\d)?)$/;
const ipAddress = /^(?:\d{1,3}(?:\.\d{1,3}){3}|[0-9a-fA-F]*:[0-9a-fA-F:.]+)$/;

/** Who asked. */
export function addAddress(fields: Fields, address: string): void {
  fields['source.address'] = address;
  if (ipAddress.test(address)) fields['source.ip'] = address;
}

/** `192.0.2.7:1234`, `[2001:db8::1]:1234`, or an address without a port. */
export function addAddressAndPort(fields: Fields, text: string): void {
  const match = /^(?:\[([0-9a-fA-F:.]+)\]|([^:]+)):(0|[1-9]\d{0,4})$/.exec(text);
  addAddress(fields, match?.[1] ?? match?.[2] ?? text);
  if (match !== null) fields['source.port'] = Number(match[3]);
}

/** `GET /path?query HTTP/1.1` */
export function addRequest(fields: Fields, request: string): void {
  const match = requestLine.exec(request);
  if (match === null) {
    // A port scanner's bytes, or "-" where the client sent nothing: kept as they stand.
    fields['url.original'] = request;
    return;
  }
  const { 1: method = '', 2: target = '', 3: version = '' } = match;
  fields['http.request.method'] = method;
  addTarget(fields, target);
  fields['http.version'] = version;
}

/** A path with its query, or a whole URL. */
export function addTarget(fields: Fields, target: string): void {
  fields['url.original'] = target;
  const start = pathStart(target);
  const queryStart = target.indexOf('?');
  fields['url.path'] = target.slice(start, queryStart === -1 ? target.length : queryStart);
  if (queryStart !== -1) fields['url.query'] = target.slice(queryStart + 1);
}

/** Behind `https://host:443`, as load balancers and proxies write it. */
function pathStart(target: string): number {
  if (target[0] === '/' || !/^https?:\/\//.test(target)) return 0;
  const slash = target.indexOf('/', target.indexOf('//') + 2);
  return slash === -1 ? target.length : slash;
}
