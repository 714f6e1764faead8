/** The formats that LOGTOJSON knows by name. */
export const logFormats = [
  'COMMONAPACHELOG',
  'COMBINEDAPACHELOG',
  'APACHEERRORLOG',
  'SYSLOG',
  'RFC3339SYSLOG',
] as const;
export type LogFormat = (typeof logFormats)[number];

export interface LogFormatRules {
  /** In the notation of Java; it must match all of a line. */
  readonly pattern: string;
  /** One a group. */
  readonly names: readonly string[];
  /** Whether a value of `-` is none. */
  readonly dashIsNull: boolean;
}

const host = String.raw`[\w-]+(?:\.[\w-]+)*\.?|[\d.]+`;
const user = '[a-zA-Z0-9._-]+';
const integer = '[+-]?[0-9]+';
const positive = '[1-9][0-9]*';
const monthDay = '(?:0[1-9]|[12][0-9]|3[01]|[1-9])';
const weekDay =
  '(?:Mon(?:day)?|Tue(?:sday)?|Wed(?:nesday)?|Thu(?:rsday)?|Fri(?:day)?|Sat(?:urday)?|Sun(?:day)?)';
const month = String.raw`\b(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sep(?:tember)?|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)\b`;
const time = '(?:2[0-3]|[01]?[0-9]):[0-5][0-9]:(?:[0-5]?[0-9]|60)(?:[:.,][0-9]+)?';

const common =
  `(${host}) (${user}) (${user}) ` +
  String.raw`\[(${monthDay}/${month}/${positive}:${time}\s${integer})\] ` +
  `"([^"]+)" (${integer}|-) (${integer}|-)`;
const commonNames = ['host', 'ident', 'authuser', 'datetime', 'request', 'response', 'bytes'];

const program = String.raw`(?:<[0-9]+.[0-9]+> )?(${user}) ([\w./%-]+)(?:\[(${positive})\])?: (.*)`;
const syslogNames = ['timestamp', 'hostname', 'program', 'processid', 'message'];

/** What amazon-kinesis-agent takes for lines of each format, which is less than what is written in them. */
export const logFormatRules: Readonly<Record<LogFormat, LogFormatRules>> = {
  COMMONAPACHELOG: { pattern: `${common}.*`, names: commonNames, dashIsNull: true },
  COMBINEDAPACHELOG: {
    pattern: `${common} "([^"]+)" "([^"]+)".*`,
    names: [...commonNames, 'referer', 'agent'],
    dashIsNull: true,
  },
  APACHEERRORLOG: {
    pattern:
      String.raw`\[(${weekDay}\s+${month}\s+${monthDay}\s+${time}\s+${positive})\] \[(?:(\w+):)?(\w+)\] ` +
      String.raw`\[pid ([0-9]+)(?::tid ([0-9]+))?\] \[client ((?:${host})(?::${positive})?)\] (.*)`,
    names: ['timestamp', 'module', 'severity', 'processid', 'threadid', 'client', 'message'],
    dashIsNull: true,
  },
  SYSLOG: {
    pattern: String.raw`(${month}\s+${monthDay}\s+${time}) ${program}`,
    names: syslogNames,
    dashIsNull: false,
  },
  RFC3339SYSLOG: {
    pattern: String.raw`(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[-+]\d\d:\d\d)) ${program}`,
    names: syslogNames,
    dashIsNull: false,
  },
};
