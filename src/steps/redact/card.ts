/** Card numbers in a text, by place: 12 to 19 digits of a known brand whose last digit checks the others (Luhn). */
export function replaceCards(text: string, by: (found: string) => string): string {
  if (!enoughDigits.test(text)) return text;
  let result = '';
  let copied = 0;
  for (const run of text.matchAll(digitRuns)) {
    for (const [start, end] of cardsIn(run[0])) {
      result += text.slice(copied, run.index + start) + by(run[0].slice(start, end));
      copied = run.index + end;
    }
  }
  return copied === 0 ? text : result + text.slice(copied);
}

/**
 * Groups of digits with one separator between them, as people write card numbers (`+` and `%20` are spaces in a URL).
 * Letters beside a digit make it a part of something else, such as an id in hex.
 */
const digitRuns = /(?<![\p{L}\p{N}])\d+(?:(?:[ +-]|%20)\d+)*(?![\p{L}\p{N}])/gu;

/** Nearly all texts have no such thing in them: this tells so ten times faster. */
const enoughDigits = /\d(?:(?:[ +-]|%20)?\d){11}/;

const digitsMin = 12;
const digitsMax = 19;

/** Windows of whole groups, for a card number may stand between other numbers. */
function cardsIn(run: string): [start: number, end: number][] {
  const groups = [...run.matchAll(/%20|\d+/g)].filter(([text]) => text !== '%20');
  const found: [number, number][] = [];
  for (let first = 0; first < groups.length; first += 1) {
    const last = lastGroupOfCard(groups, first);
    const [start, end] = [groups[first], groups[last ?? -1]];
    if (last === undefined || start === undefined || end === undefined) continue;
    found.push([start.index, end.index + end[0].length]);
    first = last;
  }
  return found;
}

function lastGroupOfCard(groups: readonly { readonly 0: string }[], first: number): number | undefined {
  let digits = '';
  for (let last = first; last < groups.length; last += 1) {
    digits += groups[last]?.[0] ?? '';
    if (digits.length > digitsMax) return undefined;
    if (digits.length >= digitsMin && isCard(digits)) return last;
  }
  return undefined;
}

/** By the first digits of the brands (ISO/IEC 7812): without them one number of ten would pass for a card. */
const brands: readonly (readonly [prefix: RegExp, lengths: readonly number[]])[] = [
  [/^4/, [13, 16, 19]], // Visa
  [/^(?:5[1-5]|222[1-9]|22[3-9]|2[3-6]|27[01]|2720)/, [16]], // Mastercard
  [/^3[47]/, [15]], // American Express
  [/^(?:6011|64[4-9]|65)/, [16, 17, 18, 19]], // Discover
  [/^(?:30[0-5]|3[689])/, [14, 16, 19]], // Diners Club
  [/^35(?:2[89]|[3-8])/, [16, 17, 18, 19]], // JCB
  [/^62/, [16, 17, 18, 19]], // UnionPay
  [/^(?:50|5[6-9]|6[37])/, [12, 13, 14, 15, 16, 17, 18, 19]], // Maestro
];

function isCard(digits: string): boolean {
  return (
    brands.some(([prefix, lengths]) => lengths.includes(digits.length) && prefix.test(digits)) &&
    passesLuhn(digits)
  );
}

function passesLuhn(digits: string): boolean {
  let sum = 0;
  for (let place = 0; place < digits.length; place += 1) {
    const digit = digits.charCodeAt(digits.length - 1 - place) - 48;
    const weighed = place % 2 === 0 ? digit : digit * 2;
    sum += weighed > 9 ? weighed - 9 : weighed;
  }
  return sum % 10 === 0;
}
