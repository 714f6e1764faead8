import type { FieldValue } from '../record/event.ts';
import { zoneOf } from './field-time.ts';
import { addAddress, addRequest } from './http-fields.ts';
import { keepTime, type Parser, type ParserContext } from './parsed.ts';
import { ownTimeLayout } from './time-layout.ts';

const header = /\[([a-z]+)\] (0|[1-9]\d{0,9})#(0|[1-9]\d{0,14}): (?:\*(0|[1-9]\d{0,14}) )?/y;
/** What nginx adds about the request. Up to the end of the line: a client may write such words into its request. */
const request =
  /, client: ([^,]{1,300}), server: ([^,]*)(?:, request: "([^"]*)")?(?:, (?:sub)?request: "[^"]*")?(?:, upstream: "[^"]*")?(?:, host: "([^"]*)")?(?:, referrer: "([^"]*)")?$/;

/** Parser of nginx's error log. */
export function nginxErrorParser({ time }: ParserContext): Parser {
  const timeAt = ownTimeLayout('%Y/%m/%d %H:%M:%S%2', zoneOf(time));
  return (text) => {
    const read = timeAt(text, 0);
    if (read === undefined || text[read.end] !== ' ') return undefined;
    header.lastIndex = read.end + 1;
    const match = header.exec(text);
    if (match === null) return undefined;
    const { 1: level = '', 2: pid, 3: tid, 4: connection } = match;
    const message = text.slice(header.lastIndex);
    const fields: Record<string, FieldValue> = { 'log.level': level, message };
    fields['process.pid'] = Number(pid);
    fields['process.thread.id'] = Number(tid);
    addAboutRequest(fields, message);
    if (connection !== undefined) fields['fields'] = { connection: Number(connection) };
    keepTime(fields, read.isExact, text.slice(0, read.end));
    return { timeMs: read.timeMs, fields };
  };
}

/** The message keeps all of it. */
function addAboutRequest(fields: Record<string, FieldValue>, message: string): void {
  const start = message.indexOf(', client: ');
  const match = start === -1 ? null : request.exec(message.slice(start));
  if (match === null) return;
  const { 1: address = '', 2: server = '', 3: line, 4: host, 5: referrer } = match;
  addAddress(fields, address);
  if (server !== '') fields['server.address'] = server;
  if (line !== undefined) addRequest(fields, line);
  if (host !== undefined) fields['url.domain'] = host.replace(/:\d+$/, '');
  if (referrer !== undefined) fields['http.request.referrer'] = referrer;
}
