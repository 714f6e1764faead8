/** Where the text of one record's data is in the body of a PutRecords call: `end` is its closing quote. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

const member = Buffer.from('"Data"');
const quote = 0x22;
const colon = 0x3a;
const backslash = 0x5c;
const blanks: readonly number[] = [0x20, 0x09, 0x0a, 0x0d];

/**
 * Finds the values of the first members named Data, at whatever depth, that are texts, without reading the JSON
 * between: in JSON a quote that is not escaped begins or ends a text.
 */
export function findData(body: Buffer, countMax: number): Span[] {
  const spans: Span[] = [];
  let at = body.indexOf(member);
  while (at >= 0 && spans.length < countMax) {
    const start = body[at - 1] === backslash ? undefined : valueAt(body, at + member.length);
    const end = start === undefined ? at + member.length : body.indexOf(quote, start);
    if (end < 0) break;
    if (start !== undefined) spans.push({ start, end });
    at = body.indexOf(member, start === undefined ? end : end + 1);
  }
  return spans;
}

/** How much of the body is not in these texts. */
export function bytesBeside(body: Buffer, spans: readonly Span[]): number {
  return spans.reduce((bytes, { start, end }) => bytes - (end - start), body.length);
}

/** Where the text begins that is the value behind a member's name. */
function valueAt(body: Buffer, nameEnd: number): number | undefined {
  const colonAt = skipBlanks(body, nameEnd);
  const quoteAt = skipBlanks(body, colonAt + 1);
  return body[colonAt] === colon && body[quoteAt] === quote ? quoteAt + 1 : undefined;
}

function skipBlanks(body: Buffer, from: number): number {
  let at = from;
  while (blanks.includes(body[at] ?? quote)) at += 1;
  return at;
}

/** The JSON with a number in place of each text: 0, 1, and so on. */
export function withoutData(body: Buffer, spans: readonly Span[]): string {
  let text = '';
  let at = 0;
  for (const [index, { start, end }] of spans.entries()) {
    text += body.toString('utf8', at, start) + index;
    at = end;
  }
  return text + body.toString('utf8', at);
}
