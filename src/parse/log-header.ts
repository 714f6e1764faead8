import type { FieldValue } from '../record/event.ts';

type Fields = Record<string, FieldValue>;

const levelWords = [
  ...['TRACE', 'DEBUG', 'INFO', 'NOTICE', 'WARN', 'WARNING', 'ERROR', 'ERR', 'SEVERE', 'CRITICAL', 'CRIT'],
  ...['FATAL', 'ALERT', 'EMERG', 'EMERGENCY', 'PANIC', 'FINE', 'FINER', 'FINEST', 'LOG', 'NOTE', 'AUDIT'],
].join('|');
const anyCase = [
  levelWords,
  levelWords.toLowerCase(),
  levelWords.replace(/\B[A-Z]+/g, (rest) => rest.toLowerCase()),
].join('|');

/** Blanks, with ` - ` or ` | ` among them. */
const gap = String.raw`[ \t]+(?:[-|][ \t]+)?`;

/** A word in capitals, or in any case where brackets, a colon or tabs say that it is the level and not the message. */
const level = new RegExp(
  String.raw`${gap}(?:(${levelWords})(?=[ \t|]|:(?!:)|$):?|[[<(](${anyCase})[\])>]:?|(${anyCase}):(?=[ \t]|$))|\t(${anyCase})(?=\t|$)`,
  'y',
);
/** `[main]`, `[1234]`, `[worker[id=1]:Class@774]` */
const bracketed = new RegExp(String.raw`${gap}\[((?:[^\][]|\[[^\][]*\]){1,200})\](?=[ \t:]|$)`, 'y');
/** `1234 --- ` of Spring Boot, which names the application, too, where it has one; `123 INFO` */
const processId = new RegExp(
  String.raw`[ \t]+(0|[1-9]\d{0,9})(?: ---(?: \[([^\][]{1,200})\](?= \[)|(?= ))|(?=[ \t]+(?:\[|${levelWords})))`,
  'y',
);
/** A qualified name before a colon or a dash, or any name between dashes. */
const logger = new RegExp(
  String.raw`${gap}([A-Za-z_$][\w$/@-]*(?:\.[\w$/@-]+)+)(?=:(?:[ \t]|$)|[ \t]+[-:|][ \t])|[ \t]+[-|][ \t]+([A-Za-z_][\w.$/@-]{0,200})(?=[ \t]+[-|][ \t])`,
  'y',
);
/** `production.ERROR: ` of Monolog */
const channel = new RegExp(String.raw`[ \t]+(\w{1,100})\.(${levelWords}):(?=[ \t]|$)`, 'y');
/** `main.go:23: ` */
const goSource = /[ \t]+([\w./-]{1,200}\.go):(0|[1-9]\d{0,8}):(?=[ \t]|$)/y;
/** What stands between the header and the message. */
const beforeMessage = /(?:[ \t]*:(?=[ \t]|$)|[ \t]+[-|](?=[ \t]|$))?[ \t]*/y;

/** One thing that may stand before the message. Each is read once; false where it is there already. */
type Taker = readonly [pattern: RegExp, take: (fields: Fields, match: RegExpExecArray) => boolean];

const takers: readonly Taker[] = [
  [level, (fields, match) => put(fields, 'log.level', match[1] ?? match[2] ?? match[3] ?? match[4])],
  [channel, (fields, match) => put(fields, 'log.logger', match[1]) && put(fields, 'log.level', match[2])],
  [processId, (fields, match) => put(fields, 'process.pid', Number(match[1])) && putName(fields, match[2])],
  [bracketed, (fields, match) => putBracketed(fields, match[1] ?? '')],
  [logger, (fields, match) => put(fields, 'log.logger', match[1] ?? match[2])],
];

/**
 * Reads what stands between a time, which ends at `at`, and the message: level, thread, process and logger in whatever
 * order, as far as they are known for what they are. Without a level all of it is the message.
 */
export function readLogHeader(text: string, at: number): Fields {
  const fields: Fields = {};
  let end = at;
  for (let next = takeOne(fields, text, end); next !== undefined; next = takeOne(fields, text, end))
    end = next;
  if ('log.level' in fields) {
    fields['message'] = text.slice(endOf(beforeMessage, text, end));
    return fields;
  }
  return withoutLevel(text, at);
}

function takeOne(fields: Fields, text: string, at: number): number | undefined {
  for (const [pattern, take] of takers) {
    pattern.lastIndex = at;
    const match = pattern.exec(text);
    if (match !== null && take(fields, match)) return at + match[0].length;
  }
  return undefined;
}

/** The standard logger of Go may say where in the source it was called. */
function withoutLevel(text: string, at: number): Fields {
  goSource.lastIndex = at;
  const match = goSource.exec(text);
  const fields: Fields = {};
  if (match !== null) {
    fields['log.origin.file.name'] = match[1] ?? '';
    fields['log.origin.file.line'] = Number(match[2]);
  }
  const end = match === null ? at : at + match[0].length;
  fields['message'] = text.slice(text[end] === ' ' || text[end] === '\t' ? end + 1 : end);
  return fields;
}

function put(fields: Fields, field: string, value: string | number | undefined): boolean {
  if (value === undefined || field in fields) return false;
  fields[field] = value;
  return true;
}

function putName(fields: Fields, application: string | undefined): boolean {
  return application === undefined || put(fields, 'service.name', application);
}

function putBracketed(fields: Fields, text: string): boolean {
  if (/^[1-9]\d{0,9}$/.test(text) && put(fields, 'process.pid', Number(text))) return true;
  return put(fields, 'process.thread.name', text.trim());
}

function endOf(pattern: RegExp, text: string, at: number): number {
  pattern.lastIndex = at;
  return pattern.test(text) ? pattern.lastIndex : at;
}
