/** What Java's `\s` and `\h` are; those of JavaScript take more. */
const whitespace = String.raw`\t\n\v\f\r `;
const horizontal = String.raw`\t \xA0\u1680\u180e\u2000-\u200a\u202f\u205f\u3000`;

/** `\p{…}` of Java that are ASCII alone (java.util.regex.Pattern, "POSIX character classes"). */
const posixClasses: Readonly<Record<string, string>> = {
  Lower: 'a-z',
  Upper: 'A-Z',
  Alpha: 'a-zA-Z',
  Digit: '0-9',
  Alnum: 'a-zA-Z0-9',
  Punct: String.raw`!-\/:-@\[-\`{-~`,
  Graph: '!-~',
  Print: ' -~',
  Blank: String.raw` \t`,
  Cntrl: String.raw`\x00-\x1f\x7f`,
  XDigit: '0-9a-fA-F',
  Space: whitespace,
  ASCII: String.raw`\x00-\x7f`,
};

/**
 * A regular expression of Java, as the one of JavaScript that finds the same. Possessive quantifiers and atomic groups
 * are taken for their plain kind, which finds what they find and may find more. Throws a SyntaxError where there is
 * none.
 */
export function javaRegExp(source: string, flags = ''): RegExp {
  const parts = partsOf(source);
  return new RegExp(parts.body, `${flags}${parts.flags}`);
}

/** For `Matcher.matches`: all of the text. Without the flag m of JavaScript ^ and $ are the ends of it. */
export function javaWholeRegExp(source: string): RegExp {
  const { body, flags } = partsOf(source);
  return new RegExp(`^(?:${body})$`, flags.replace('m', ''));
}

/** The same as text, where no flags can stand beside it: those in front of it, `(?i)`, go on as a group of their own. */
export function translateJavaRegExp(source: string): string {
  const { body, flags } = partsOf(source);
  return flags === '' ? body : `(?${flags}:${body})`;
}

/** What it is in JavaScript, and the flags that stood in front of it. */
function partsOf(source: string): { readonly body: string; readonly flags: string } {
  const [front = '', letters = ''] = /^\(\?([ims]+)\)/.exec(source) ?? [];
  const flags = [...new Set(letters)].join('');
  return { body: translate(source.slice(front.length), flags.includes('s')), flags };
}

/** How many groups it has, named ones included. */
export function groupCount(expression: RegExp): number {
  return (new RegExp(`${expression.source}|`, expression.flags).exec('')?.length ?? 1) - 1;
}

const tokens =
  /\\Q([\s\S]*?)(?:\\E|$)|\\[pP]\{(?:Is)?(\w+)\}|\\([\s\S])|\(\?>|([*+?}])\+|[[\].]|[^\\([\]*+?}.]+|[\s\S]/g;

/** Any character that ends no line: in Java NEL ends one too. */
const anyInLine = String.raw`[^\n\r\u0085\u2028\u2029]`;

function translate(source: string, dotIsAll: boolean): string {
  let depth = 0;
  return source.replaceAll(
    tokens,
    (token, quoted?: string, property?: string, escaped?: string, quantified?: string) => {
      if (quoted !== undefined) return quoted.replaceAll(/[\\^$.*+?()[\]{}|/]/g, String.raw`\$&`);
      if (property !== undefined) return propertyClass(token, property, depth > 0);
      if (escaped !== undefined) return escapeOf(escaped, depth > 0);
      if (token === '.') return depth > 0 || dotIsAll ? token : anyInLine;
      if (token === '[') {
        depth += 1;
        return depth === 1 ? token : String.raw`\[`;
      }
      if (token === ']' && depth > 0) depth = 0;
      if (token === '(?>') return depth > 0 ? token : '(?:';
      return quantified !== undefined && depth === 0 ? quantified : token;
    },
  );
}

function propertyClass(token: string, property: string, isInClass: boolean): string {
  const range = posixClasses[property];
  if (range === undefined) throw new SyntaxError(`the class ${token} is not known here`);
  if (isInClass) return range;
  return token.startsWith(String.raw`\P`) ? `[^${range}]` : `[${range}]`;
}

function escapeOf(escaped: string, isInClass: boolean): string {
  switch (escaped) {
    case 's':
      return isInClass ? whitespace : `[${whitespace}]`;
    case 'S':
      return isInClass ? String.raw`\S` : `[^${whitespace}]`;
    case 'h':
      return isInClass ? horizontal : `[${horizontal}]`;
    case 'A':
      return '^';
    case 'z':
      return '$';
    case 'Z':
      return String.raw`(?=\n?$)`;
    case 'e':
      return String.raw`\x1b`;
    case 'a':
      return String.raw`\x07`;
    default:
      return `\\${escaped}`;
  }
}
