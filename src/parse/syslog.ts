import type { FieldValue } from '../record/event.ts';
import { type TimeOptions, zoneOf } from './field-time.ts';
import { keepTime, type ParsedLine, type Parser, type ParserContext } from './parsed.ts';
import { addPriority } from './syslog-priority.ts';
import { readStructuredData } from './syslog-structured-data.ts';
import { ownTimeLayout, type ReadTime, type TimeLayout } from './time-layout.ts';

/** Parser of syslog messages: RFC 5424, RFC 3164, and what rsyslog and others write into files, which has no priority. */
export function syslogParser({ time }: ParserContext): Parser {
  const isoTime = ownTimeLayout('%Y-%m-%d%1%H:%M:%S%2%3', zoneOf(time));
  const oldTime = oldTimes(time);
  return (text) => {
    const fields: Record<string, FieldValue> = {};
    const at = addPriority(fields, text);
    if (at > 0 && text.startsWith('1 ', at)) return readNew(text, at + 2, fields, isoTime);
    return readOld(text, at, fields, (place) => oldTime(text, place) ?? isoTime(text, place));
  };
}

/** Whether a line without a priority is syslog and nothing else: its third word is a program's. */
export function isSurelySyslog({ fields }: ParsedLine): boolean {
  if ('log.syslog.priority' in fields) return true;
  const host = String(fields['log.syslog.hostname']);
  return 'process.name' in fields && !/^(?:\[|[A-Z]+$|-$)/.test(host);
}

/** `Jun 14 15:16:01`, as RFC 3164 has it, and with the year, as some devices write it. */
function oldTimes(options: TimeOptions): TimeLayout {
  const zone = zoneOf(options);
  const layouts = ['%b %e %H:%M:%S%2', '%b %e %Y %H:%M:%S%2'].map((layout) => ownTimeLayout(layout, zone));
  return (text, at) => {
    for (const layout of layouts) {
      const read = layout(text, at);
      if (read !== undefined) return read;
    }
    return undefined;
  };
}

/** An address of IPv6, too, but no program: macOS and others leave the host out. */
const host = / (?:([^\s:]\S{0,253}[^\s:]|[^\s:]) )?/y;
/** `sshd(pam_unix)[19939]: `; what comes without a blank or a colon is part of the message. */
const tag = /([^\s:[\]]{1,128})(?:\[([^\]\s]{1,128})\])?: /y;

function readOld(
  text: string,
  at: number,
  fields: Record<string, FieldValue>,
  timeAt: (place: number) => ReadTime | undefined,
): ParsedLine | undefined {
  const read = timeAt(at);
  if (read === undefined) return undefined;
  host.lastIndex = read.end;
  const beforeProgram = host.exec(text);
  tag.lastIndex = host.lastIndex;
  const match = beforeProgram === null ? null : tag.exec(text);
  const name = beforeProgram?.[1];
  if (name === undefined && match === null) return undefined;
  if (name !== undefined) fields['log.syslog.hostname'] = name;
  if (match !== null) addProcess(fields, match[1], match[2]);
  fields['message'] = text.slice(match === null ? host.lastIndex : tag.lastIndex);
  keepTime(fields, read.isExact, text.slice(at, read.end));
  return { timeMs: read.timeMs, withoutYear: read.withoutYear, fields };
}

const newHeader = /(\S{1,255}) (\S{1,48}) (\S{1,128}) (\S{1,32}) /y;

/** After `<165>1 `: time, host, program, process, message id, structured data, and the message; `-` where one is not known. */
function readNew(
  text: string,
  at: number,
  fields: Record<string, FieldValue>,
  timeAt: TimeLayout,
): ParsedLine | undefined {
  const read = text[at] === '-' ? { end: at + 1, isExact: true } : timeAt(text, at);
  if (read === undefined || text[read.end] !== ' ') return undefined;
  newHeader.lastIndex = read.end + 1;
  const match = newHeader.exec(text);
  const data = match === null ? undefined : readStructuredData(text, newHeader.lastIndex);
  if (match === null || data === undefined) return undefined;
  const { 1: hostname = '-', 2: program = '-', 3: process = '-', 4: id = '-' } = match;
  fields['log.syslog.version'] = '1';
  if (hostname !== '-') fields['log.syslog.hostname'] = hostname;
  if (id !== '-') fields['log.syslog.msgid'] = id;
  addProcess(fields, program === '-' ? undefined : program, process === '-' ? undefined : process);
  if (data.elements !== undefined) fields['log.syslog.structured_data'] = data.elements;
  // The byte order mark says that the message is UTF-8, as all of it is here.
  fields['message'] = text.slice(data.end).replace(/^\ufeff/, '');
  keepTime(fields, read.isExact, text.slice(at, read.end));
  return { timeMs: 'timeMs' in read ? read.timeMs : undefined, fields };
}

function addProcess(
  fields: Record<string, FieldValue>,
  name: string | undefined,
  process: string | undefined,
): void {
  if (name !== undefined) fields['process.name'] = name;
  if (process === undefined) return;
  if (/^(?:0|[1-9]\d{0,14})$/.test(process)) fields['process.pid'] = Number(process);
  else fields['log.syslog.procid'] = process;
}
