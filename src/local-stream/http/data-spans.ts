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
 * Finds the value of every member named Data, at whatever depth, without reading the JSON between: in JSON a quote that
 * is not escaped begins or ends a text. Undefined where one is no text.
 */
export function findData(body: Buffer): Span[] | undefined {
  const spans: Span[] = [];
  for (let at = body.indexOf(member); at >= 0; at = body.indexOf(member, (spans.at(-1)?.end ?? 0) + 1)) {
    const start = valueAt(body, at + member.length);
    const end = start === undefined ? -1 : body.indexOf(quote, start);
    if (start === undefined || end < 0 || body[at - 1] === backslash) return undefined;
    spans.push({ start, end });
  }
  return spans;
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
