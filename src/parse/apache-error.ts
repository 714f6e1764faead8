import type { FieldValue } from '../record/event.ts';
import { zoneOf } from './field-time.ts';
import { addAddressAndPort } from './http-fields.ts';
import { leadingTime } from './leading-time.ts';
import { keepTime, type Parser, type ParserContext } from './parsed.ts';

/** `[time] [level]` of 2.2, `[time] [module:level] [pid 1:tid 2]` of 2.4, each with `[client address]` where there is one. */
const header =
  /^\[([^\]]{1,64})\] \[(?:([\w-]*):)?([a-z]+\d?)\] (?:\[pid (0|[1-9]\d{0,9})(?::tid (0|[1-9]\d{0,14}))?\] )?/;
const client = /\[client ([^\]\s]{1,300})\] /y;
const code = /(?:\(\d+\)[^:]{1,200}: )?(AH\d{5}): /y;

/** Parser of Apache's error log (ErrorLogFormat as it comes, 2.2 and 2.4). */
export function apacheErrorParser({ time }: ParserContext): Parser {
  const timeAt = leadingTime(zoneOf(time));
  return (text) => {
    const match = header.exec(text);
    if (match === null) return undefined;
    const { 1: timeText = '', 2: module = '', 3: level = '', 4: pid, 5: tid } = match;
    const read = timeAt(timeText, 0);
    if (read?.end !== timeText.length) return undefined;
    const fields: Record<string, FieldValue> = { 'log.level': level };
    if (module !== '') fields['log.logger'] = module;
    if (pid !== undefined) fields['process.pid'] = Number(pid);
    if (tid !== undefined) fields['process.thread.id'] = Number(tid);
    fields['message'] = text.slice(addClient(fields, text, match[0].length));
    keepTime(fields, read.isExact, timeText);
    return { timeMs: read.timeMs, withoutYear: read.withoutYear, fields };
  };
}

/** Returns where the message begins. Its code stays in it. */
function addClient(fields: Record<string, FieldValue>, text: string, at: number): number {
  client.lastIndex = at;
  const found = client.exec(text);
  if (found !== null) addAddressAndPort(fields, found[1] ?? '');
  const start = found === null ? at : client.lastIndex;
  code.lastIndex = start;
  const number = code.exec(text)?.[1];
  if (number !== undefined) fields['event.code'] = number;
  return start;
}
