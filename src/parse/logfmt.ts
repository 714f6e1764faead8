import { type NamedValue, namedValues, typedValue } from './named-values.ts';
import type { Parser, ParserContext } from './parsed.ts';

/** A bare word, `key=`, `key=value` or `key="value"`; a blank or the end behind it. */
const pair = /([^\s="]+)(?:(=)(?:"([^"\\]*(?:\\.[^"\\]*)*)"|([^\s"]*)))?(?:[ \t]+|$)/sy;

/** Names that programs use for what ECS has a name for. */
const aliases = {
  msg: 'message',
  level: 'log.level',
  lvl: 'log.level',
  logger: 'log.logger',
  err: 'error.message',
};

/**
 * Parser of logfmt: `level=info msg="a text" count=3`. Plain numbers, `true` and `false` are read as such, a bare word
 * is null. A line without any `key=value`, or with quotes where none belong, is not of this format.
 */
export function logfmtParser(context: ParserContext): Parser {
  const eventOf = namedValues(context, aliases);
  return (text) => {
    const read = readPairs(text);
    return read === undefined ? undefined : eventOf(read.values, text, read.isExact);
  };
}

/** Whether a line is written in logfmt and nothing else: several values, and no bare words. */
export function isSurelyLogfmt(text: string): boolean {
  const values = readPairs(text)?.values ?? [];
  return values.length > 1 && values.every(([, value]) => value !== null);
}

interface Pairs {
  readonly values: readonly NamedValue[];
  readonly isExact: boolean;
}

function readPairs(text: string): Pairs | undefined {
  const values: NamedValue[] = [];
  let isExact = true;
  let hasValue = false;
  pair.lastIndex = /^[ \t]*/.exec(text)?.[0].length ?? 0;
  while (pair.lastIndex < text.length) {
    const match = pair.exec(text);
    if (match === null) return undefined;
    const { 1: key = '', 2: equals, 3: quoted, 4: plain = '' } = match;
    hasValue ||= equals !== undefined;
    const value = quoted === undefined ? undefined : unquoted(quoted);
    isExact &&= value !== null;
    if (equals === undefined) values.push([key, null]);
    else values.push([key, quoted === undefined ? typedValue(plain, 'auto') : (value ?? quoted)]);
  }
  return hasValue ? { values, isExact } : undefined;
}

/** What stands between quotes, with escapes as in JSON (Go's strconv.Quote mostly writes these). Null where it cannot be told. */
function unquoted(written: string): string | null {
  if (!written.includes('\\')) return written;
  try {
    const value: unknown = JSON.parse(`"${written}"`);
    return typeof value === 'string' && value.isWellFormed() ? value : null;
  } catch {
    return null;
  }
}
