import { type DestinationStream, type Logger, pino } from 'pino';

export type { Logger } from 'pino';

export const logLevels = ['trace', 'debug', 'info', 'warn', 'error', 'silent'] as const;
export type LogLevel = (typeof logLevels)[number];

/** Keys whose values never reach a log, wherever an object that holds them is logged. */
const secretKeys = ['password', 'secretAccessKey', 'sessionToken', 'authorization', 'token'];

/** JSON lines for machines, or readable lines for a person at a terminal. Written at once: a crash loses none. */
export function createLog(level: LogLevel, style: 'json' | 'text', write: (line: string) => void): Logger {
  const destination: DestinationStream = {
    write: style === 'json' ? write : (line) => write(readable(line)),
  };
  const redact = { paths: secretKeys.flatMap((key) => [key, `*.${key}`]), censor: '[hidden]' };
  const formatters = { level: (label: string) => ({ level: label }) };
  return pino(
    { level, base: null, redact, formatters, timestamp: pino.stdTimeFunctions.isoTime },
    destination,
  );
}

function readable(line: string): string {
  const { level, time, msg, hint, ...rest } = JSON.parse(line) as Record<string, unknown>; // pino wrote it.
  const details = Object.entries(rest).map(([key, value]) => `${key}=${asWord(value)}`);
  const clock = String(time).slice(11, 19);
  const words = [clock, String(level).padEnd(5), String(msg ?? ''), ...details].join(' ');
  return `${printable(words)}${hint === undefined ? '' : `\n               ${printable(String(hint))}`}\n`;
}

/** What came from a log line or another host may carry terminal escapes: they are shown, not obeyed. */
function printable(text: string): string {
  return text.replace(/\p{Cc}/gu, '?');
}

function asWord(value: unknown): string {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return /^[\w.:/@%+-]+$/.test(text) ? text : JSON.stringify(value);
}
