import type { TimeOptions } from './field-time.ts';
import { type Format, parserOf } from './formats.ts';
import { isSurelyLogfmt } from './logfmt.ts';
import { isSurelyLtsv } from './ltsv.ts';
import { isSurelySyslog } from './syslog.ts';

/** What `auto` chose, and why, in words for the log. */
export interface DetectedFormat {
  readonly format: Format;
  readonly reason: string;
}

/** The more a format asks of a line, the earlier it is asked: what `combined` reads `common` reads, too. */
const candidates = [
  ...([
    'combined',
    'common',
    'alb',
    'json',
    'apache_error',
    'nginx_error',
    'syslog',
    'ltsv',
    'logfmt',
  ] as const),
  'timestamped',
] as const satisfies readonly Format[];

/**
 * The format of a file by its first lines, as far as they were there when it was first looked at: the first of the
 * candidates that reads most of them (more than half); else the first that reads the first line; else `plain`. Lines
 * that go on with the one before do not count.
 */
export function detectFormat(firstLines: readonly string[], time: TimeOptions = {}): DetectedFormat {
  const lines = firstLines.filter((line, index) => index === 0 || !goesOn.test(line));
  const counts = new Map<Format, number>();
  for (const format of candidates) {
    const reads = readerOf(format, time);
    const count = lines.filter(reads).length;
    counts.set(format, count);
    if (count * 2 > lines.length) return { format, reason: `it reads ${portion(count, lines.length)}` };
  }
  const [first = ''] = lines;
  const byFirst = candidates.find((format) => counts.get(format) !== 0 && readerOf(format, time)(first));
  if (byFirst !== undefined)
    return { format: byFirst, reason: 'it reads the first line, if not most of them' };
  return {
    format: 'plain',
    reason: `no other format reads ${lines.length > 1 ? 'most of the first lines' : 'the first line'}`,
  };
}

/** Stack traces and other lines that belong to the one before them. */
const goesOn = /^(?:\s|$|Caused by:|Traceback )/;

function readerOf(format: Format, time: TimeOptions): (line: string) => boolean {
  if (format === 'logfmt') return isSurelyLogfmt;
  if (format === 'ltsv') return isSurelyLtsv;
  const parse = parserOf(format, { agentFields: [], time });
  return (line) => {
    const parsed = parse(line);
    return parsed !== undefined && (format !== 'syslog' || isSurelySyslog(parsed));
  };
}

function portion(count: number, lines: number): string {
  if (lines === 1) return 'the first line';
  return count === lines ? `all of the first ${lines} lines` : `${count} of the first ${lines} lines`;
}
