import { type NamedValue, namedValues, typedValue, type ValueType } from './named-values.ts';
import type { Parser, ParserContext } from './parsed.ts';

/** How lines of values are written. */
export interface CsvOptions {
  /** Names of the columns; those of the file's header line where none are given. */
  readonly columns?: readonly string[] | undefined;
  /** One character between values. */
  readonly delimiter: string;
  /** Of columns whose values are no text. */
  readonly types?: { readonly [column: string]: ValueType } | undefined;
  /** ECS names of columns. */
  readonly names?: { readonly [column: string]: string } | undefined;
}

/**
 * Parser of values in columns by RFC 4180: quotes around what holds a delimiter, a quote (written twice) or a newline. A
 * column without a name is `column_7`. Where quotes do not match, the line is not of this format.
 */
export function csvParser(options: CsvOptions, context: ParserContext): Parser {
  const { delimiter, types = {} } = options;
  const columns = options.columns ?? columnsOf(context.headerLine, delimiter);
  const eventOf = namedValues(context, options.names);
  return (text) => {
    const values = readValues(text, delimiter);
    if (values === undefined || text === '') return undefined;
    const named = values.map((value, index): NamedValue => {
      const name = columns[index] ?? `column_${index + 1}`;
      return [name, typedValue(value, Object.hasOwn(types, name) ? types[name] : 'text')];
    });
    return eventOf(named, text, true);
  };
}

function columnsOf(headerLine: string | undefined, delimiter: string): readonly string[] {
  if (headerLine === undefined) return [];
  const names = readValues(headerLine.replace(/^\ufeff/, ''), delimiter) ?? [];
  return names.map((name, index) => (name === '' ? `column_${index + 1}` : name));
}

/** Undefined where a quote is not closed, or something stands behind a closing one. */
function readValues(text: string, delimiter: string): string[] | undefined {
  const values: string[] = [];
  for (let at = 0; ; ) {
    const end = text[at] === '"' ? endOfQuoted(text, at) : endOfPlain(text, at, delimiter);
    if (end === undefined || (end < text.length && text[end] !== delimiter)) return undefined;
    const written = text.slice(at, end);
    values.push(written[0] === '"' ? written.slice(1, -1).replaceAll('""', '"') : written);
    if (end === text.length) return values;
    at = end + 1;
  }
}

function endOfPlain(text: string, at: number, delimiter: string): number | undefined {
  const next = text.indexOf(delimiter, at);
  return next === -1 ? text.length : next;
}

function endOfQuoted(text: string, start: number): number | undefined {
  for (let at = text.indexOf('"', start + 1); at !== -1; at = text.indexOf('"', at + 2)) {
    if (text[at + 1] !== '"') return at + 1;
  }
  return undefined;
}
