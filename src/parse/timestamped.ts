import type { FieldValue } from '../record/event.ts';
import { zoneOf } from './field-time.ts';
import { leadingTime } from './leading-time.ts';
import { readLogHeader } from './log-header.ts';
import { keepTime, type ParsedLine, type Parser, type ParserContext } from './parsed.ts';
import { ownTimeLayout, type TimeLayout, timeLayout } from './time-layout.ts';

/** A line that this one way of writing them reads. */
type Way = (text: string) => ParsedLine | undefined;

/**
 * Parser of lines that begin with their time, as log4j, logback, Python, Go, glog, Rails, macOS and their like write
 * them: the time, level and source where they stand, and the rest as `message`.
 */
export function timestampedParser({ time }: ParserContext): Parser {
  const zone = zoneOf(time);
  if (time.layout !== undefined) return leading(timeLayout(time.layout, zone));
  const ways = [
    leading(leadingTime(zone)),
    glog(ownTimeLayout('%m%d %H:%M:%S.%f', zone)),
    rubyLogger(leadingTime(zone)),
  ];
  return (text) => {
    for (const way of ways) {
      const read = way(text);
      if (read !== undefined) return read;
    }
    return undefined;
  };
}

/** `TIME …` or `[TIME] …` */
function leading(timeAt: TimeLayout): Way {
  return (text) => {
    const start = text[0] === '[' ? 1 : 0;
    const read = timeAt(text, start);
    if (read === undefined || (start === 1 && text[read.end] !== ']')) return undefined;
    const end = read.end + start;
    if (end < text.length && !/[\s,;:|]/.test(text[end] ?? '')) return undefined;
    const fields = readLogHeader(text, end);
    keepTime(fields, read.isExact, text.slice(start, read.end));
    return { timeMs: read.timeMs, withoutYear: read.withoutYear, fields };
  };
}

const glogHeader = /[ \t]+(0|[1-9]\d{0,9}) ([^\s:\]]{1,255}):(0|[1-9]\d{0,8})\] /y;
const glogLevels: Readonly<Record<string, string>> = { I: 'INFO', W: 'WARNING', E: 'ERROR', F: 'FATAL' };

/** `I0102 15:04:05.000000    1 file.go:12] message` of glog and klog */
function glog(timeAt: TimeLayout): Way {
  return (text) => {
    const level = glogLevels[text[0] ?? ''];
    const read = level === undefined ? undefined : timeAt(text, 1);
    if (read === undefined || level === undefined) return undefined;
    glogHeader.lastIndex = read.end;
    const match = glogHeader.exec(text);
    if (match === null) return undefined;
    const fields: Record<string, FieldValue> = { 'log.level': level };
    fields['process.thread.id'] = Number(match[1]);
    fields['log.origin.file.name'] = match[2] ?? '';
    fields['log.origin.file.line'] = Number(match[3]);
    fields['message'] = text.slice(glogHeader.lastIndex);
    keepTime(fields, read.isExact, text.slice(1, read.end));
    return { withoutYear: read.withoutYear, fields };
  };
}

const rubyHeader = /(?: #(0|[1-9]\d{0,9}))?\] +([A-Z]{1,10}) -- ([^:]{0,255}): /y;

/** `D, [2024-01-01T12:00:00.123456 #1234] DEBUG -- program: message` of Ruby's Logger, and so of Rails */
function rubyLogger(timeAt: TimeLayout): Way {
  return (text) => {
    if (!text.startsWith(', [', 1)) return undefined;
    const read = timeAt(text, 4);
    if (read === undefined) return undefined;
    rubyHeader.lastIndex = read.end;
    const match = rubyHeader.exec(text);
    if (match === null || (match[2] ?? '')[0] !== text[0]) return undefined;
    const { 1: pid, 2: level = '', 3: program = '' } = match;
    const fields: Record<string, FieldValue> = { 'log.level': level };
    if (pid !== undefined) fields['process.pid'] = Number(pid);
    if (program !== '') fields['process.name'] = program;
    fields['message'] = text.slice(rubyHeader.lastIndex);
    keepTime(fields, read.isExact, text.slice(4, read.end));
    return { timeMs: read.timeMs, withoutYear: read.withoutYear, fields };
  };
}
