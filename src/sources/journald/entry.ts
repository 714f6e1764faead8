import { isUtf8 } from 'node:buffer';
import type { FieldValue } from '../../record/event.ts';

/** One entry of the journal. */
export interface JournalEntry {
  readonly message: Buffer;
  readonly cursor: string;
  readonly timeMs?: number;
  readonly fields: Record<string, FieldValue>;
}

/** What a field of the journal is in an event (systemd.journal-fields), by Elastic's names. */
const names = {
  SYSLOG_IDENTIFIER: 'log.syslog.appname',
  _COMM: 'process.name',
  _EXE: 'process.executable',
  _CMDLINE: 'process.command_line',
  _UID: 'user.id',
  _SYSTEMD_UNIT: 'systemd.unit',
  _TRANSPORT: 'systemd.transport',
  _HOSTNAME: 'log.syslog.hostname',
  CONTAINER_ID_FULL: 'container.id',
  CONTAINER_NAME: 'container.name',
} as const;
const mapped: ReadonlySet<string> = new Set([
  ...Object.keys(names),
  ...['MESSAGE', 'PRIORITY', 'SYSLOG_FACILITY', '_PID', 'SYSLOG_PID', 'SYSLOG_TIMESTAMP', 'SYSLOG_RAW'],
]);

/** RFC 5424, 6.2.1. */
const levels = ['emergency', 'alert', 'critical', 'error', 'warning', 'notice', 'info', 'debug'] as const;

/**
 * A line of `journalctl -o json` (systemd.dev, "Journal Export Formats"): text is a string, what is none an array of
 * numbers, a field that stands there twice an array of these. Undefined where it is no entry.
 */
export function readJournalEntry(line: string): JournalEntry | undefined {
  const entry = parse(line);
  const cursor = textOf(entry?.['__CURSOR']);
  if (entry === undefined || cursor === undefined) return undefined;
  const timeMs = Math.floor(Number(textOf(entry['__REALTIME_TIMESTAMP'])) / 1000);
  const message = bytesOf(firstOf(entry['MESSAGE'])) ?? Buffer.alloc(0);
  return { message, cursor, fields: fieldsOf(entry), ...(timeMs > 0 && { timeMs }) };
}

function fieldsOf(entry: Entry): Record<string, FieldValue> {
  const fields: Record<string, FieldValue> = {};
  for (const [name, field] of Object.entries(names)) {
    const text = textOf(entry[name]);
    if (text !== undefined) fields[field] = text;
  }
  const priority = numberOf(entry['PRIORITY']);
  const level = priority === undefined ? undefined : levels[priority];
  if (priority !== undefined && level !== undefined) {
    fields['log.level'] = level;
    fields['log.syslog.severity.code'] = priority;
  }
  const facility = numberOf(entry['SYSLOG_FACILITY']);
  if (facility !== undefined) fields['log.syslog.facility.code'] = facility;
  const pid = numberOf(entry['_PID']) ?? numberOf(entry['SYSLOG_PID']);
  if (pid !== undefined) fields['process.pid'] = pid;
  const own = ownFields(entry);
  if (Object.keys(own).length > 0) fields['fields'] = own;
  return fields;
}

/** What the program itself said beside its message; what begins with `_` the journal says of each entry. */
function ownFields(entry: Entry): Record<string, FieldValue> {
  const own = Object.entries(entry).filter(
    ([name, value]) => !name.startsWith('_') && !mapped.has(name) && value !== null,
  );
  return Object.fromEntries(own.map(([name, value]) => [name, fieldValueOf(value)]));
}

function fieldValueOf(value: unknown): FieldValue {
  if (typeof value === 'string') return value;
  if (Array.isArray(value) && !isByteArray(value)) return value.map(fieldValueOf);
  const bytes = bytesOf(value);
  if (bytes === undefined) return null;
  return isUtf8(bytes) ? bytes.toString() : new Uint8Array(bytes);
}

type Entry = Readonly<Record<string, unknown>>;

function parse(line: string): Entry | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null ? (value as Entry) : undefined; // Its values are looked at one by one.
  } catch {
    return undefined;
  }
}

/** A field that stands there twice says the first. */
function firstOf(value: unknown): unknown {
  return Array.isArray(value) && !isByteArray(value) ? value[0] : value;
}

function isByteArray(value: readonly unknown[]): boolean {
  return value.every((item) => Number.isInteger(item) && Number(item) >= 0 && Number(item) <= 255);
}

function bytesOf(value: unknown): Buffer | undefined {
  if (typeof value === 'string') return Buffer.from(value);
  return Array.isArray(value) && isByteArray(value) ? Buffer.from(value as number[]) : undefined;
}

function textOf(value: unknown): string | undefined {
  return bytesOf(firstOf(value))?.toString();
}

function numberOf(value: unknown): number | undefined {
  const text = textOf(value);
  return text !== undefined && /^\d{1,10}$/.test(text) ? Number(text) : undefined;
}
