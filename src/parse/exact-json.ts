const quote = 0x22;
const backslash = 0x5c;
const colon = 0x3a;
const comma = 0x2c;

/** A double holds any 15 digits (IEEE 754), and prints in 25 characters at most. */
const digitsSure = 15;
const numberLengthMax = 40;

/**
 * Whether `JSON.parse` and UTF-8 keep all that a line says. They are silent where a key comes twice (the last one
 * wins), where a number is beyond a double (2^53 + 1, 1e400), and where `\ud800` is half a character.
 * `value` is what the line was parsed to.
 */
export function isExactJson(line: string, value: object): boolean {
  let keys = 0;
  for (let at = 0; at < line.length; at += 1) {
    const code = line.charCodeAt(at);
    if (code === quote) at = endOfString(line, at);
    else if (code === colon) keys += 1;
    else if (startsNumber(code)) {
      const end = endOfNumber(line, at);
      if (!isExactNumber(line, at, end)) return false;
      at = end - 1;
    }
  }
  return keys === countKeys(value) && (!line.includes('\\u') || isWellFormed(value));
}

/** The closing quote; there is one, or it would not have been parsed. */
function endOfString(line: string, start: number): number {
  let end = line.indexOf('"', start + 1);
  while (isEscaped(line, end)) end = line.indexOf('"', end + 1);
  return end;
}

function isEscaped(line: string, at: number): boolean {
  let before = at - 1;
  while (line.charCodeAt(before) === backslash) before -= 1;
  return (at - before) % 2 === 0;
}

/** A digit, or the minus before it. */
function startsNumber(code: number): boolean {
  return (code >= 0x30 && code <= 0x39) || code === 0x2d;
}

function endOfNumber(line: string, start: number): number {
  let end = start + 1;
  while (isInNumber(line.charCodeAt(end))) end += 1;
  return end;
}

/** Digits, `+`, `-`, `.`, `e` and `E`; none of the others among them stands behind a number. */
function isInNumber(code: number): boolean {
  return (code >= 0x2b && code <= 0x39 && code !== comma) || code === 0x65 || code === 0x45;
}

/** Whether a double holds the number that stands at [start, end). */
export function isExactNumber(line: string, start: number, end: number): boolean {
  const length = end - start;
  if (length > numberLengthMax) return false;
  const text = line.slice(start, end);
  if (length <= digitsSure && !text.includes('e') && !text.includes('E')) return true;
  return canonical(text) === canonical(String(Number(text)));
}

/** The digits without zeros around them, and where they stand: `-12.50e3` is `-125e2`. */
function canonical(number: string): string {
  const match = /^(-?)(\d+)(?:\.(\d+))?(?:e([+-]?\d+))?$/i.exec(number);
  if (match === null) return number; // Infinity
  const [, sign, whole = '', fraction = '', exponent = '0'] = match;
  const digits = `${whole}${fraction}`.replace(/^0+/, '');
  const significant = digits.replace(/0+$/, '');
  if (significant === '') return '0';
  return `${sign}${significant}e${Number(exponent) - fraction.length + digits.length - significant.length}`;
}

function countKeys(value: object): number {
  const isList = Array.isArray(value);
  let keys = 0;
  for (const item of isList ? value : Object.values(value)) {
    if (!isList) keys += 1;
    if (typeof item === 'object' && item !== null) keys += countKeys(item);
  }
  return keys;
}

/** `JSON.stringify` writes half a character as the escape it came as; a false alarm costs nothing but a copy. */
function isWellFormed(value: object): boolean {
  return !/\\ud[89a-f]/.test(JSON.stringify(value));
}
