import { type NamedValue, namedValues, typedValue, type ValueType } from './named-values.ts';
import type { Parser, ParserContext } from './parsed.ts';
import { userPattern } from './pattern.ts';

/** A format of the user's own. */
export interface RegexOptions {
  /** With a named group for each field. */
  readonly pattern: string;
  /** Of groups whose values are no text. */
  readonly types?: { readonly [group: string]: ValueType } | undefined;
  /** ECS names of groups. */
  readonly names?: { readonly [group: string]: string } | undefined;
  /** Whether the whole line is kept as `event.original`: the groups may not hold all of it. */
  readonly keepOriginal: boolean;
}

/** Parser of lines that a regular expression of the user describes. Throws a PatternError where it cannot be run. */
export function regexParser(options: RegexOptions, context: ParserContext): Parser {
  const { types = {}, keepOriginal } = options;
  const pattern = userPattern(options.pattern, 's');
  const eventOf = namedValues(context, options.names);
  return (text) => {
    const groups = pattern.exec(text)?.groups;
    if (groups === undefined) return undefined;
    const values: NamedValue[] = [];
    for (const name in groups) {
      const value = groups[name];
      if (value === undefined) continue;
      values.push([name, typedValue(value, Object.hasOwn(types, name) ? types[name] : 'text')]);
    }
    return eventOf(values, text, !keepOriginal);
  };
}
