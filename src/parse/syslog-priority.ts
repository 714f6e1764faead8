import type { FieldValue } from '../record/event.ts';

/** By their codes (RFC 5424, table 1), in the names that syslog.conf knows. */
const facilities = [
  ...['kern', 'user', 'mail', 'daemon', 'auth', 'syslog', 'lpr', 'news', 'uucp', 'cron', 'authpriv', 'ftp'],
  ...['ntp', 'audit', 'alert', 'clock', 'local0', 'local1', 'local2', 'local3', 'local4', 'local5', 'local6'],
  'local7',
] as const;

/** By their codes (RFC 5424, table 2). */
const severities = ['emerg', 'alert', 'crit', 'err', 'warning', 'notice', 'info', 'debug'] as const;

const priority = /^<(\d|[1-9]\d{1,2})>/;

/** Reads `<34>` at the beginning of a message into ECS fields. Returns where it ends; 0 where none is there. */
export function addPriority(fields: Record<string, FieldValue>, text: string): number {
  const match = priority.exec(text);
  const code = Number(match?.[1] ?? Number.NaN);
  const facility = facilities[code >> 3];
  const severity = severities[code & 7];
  if (match === null || facility === undefined || severity === undefined) return 0;
  fields['log.level'] = severity;
  fields['log.syslog.priority'] = code;
  fields['log.syslog.facility.code'] = code >> 3;
  fields['log.syslog.facility.name'] = facility;
  fields['log.syslog.severity.code'] = code & 7;
  fields['log.syslog.severity.name'] = severity;
  return match[0].length;
}
