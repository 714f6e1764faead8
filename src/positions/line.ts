import { crc32 } from 'node:zlib';

/**
 * All files of the position store are lines of text, so that stock tools read them (`cut -d' ' -f4-` leaves JSON):
 *
 *   CRC LENGTH NUMBER JSON\n
 *
 * CRC is the CRC-32 of what follows it in the line, in eight hex digits; LENGTH is how many bytes the JSON has.
 */
export interface Line {
  readonly number: number;
  readonly json: string;
}

/** Bytes that are no line. Torn: the file ends within them, as it does where its writer died. */
export interface Flaw {
  readonly kind: 'damaged' | 'torn';
  readonly at: number;
  readonly bytes: number;
}

export interface ScannedLines {
  readonly lines: readonly Line[];
  readonly flaws: readonly Flaw[];
  /** Behind the last line that is whole. */
  readonly end: number;
}

const newline = 0x0a;
const crcDigits = 8;
/** Longer than the three fields before the JSON ever are. */
const fieldsBytesMax = 48;

export function encodeLine(number: number, value: object): string {
  const json = JSON.stringify(value); // It escapes newlines: one in the file always ends a line.
  const summed = `${Buffer.byteLength(json)} ${number} ${json}`;
  return `${crc32(summed).toString(16).padStart(crcDigits, '0')} ${summed}\n`;
}

/** The lines that are as they were written; damage costs the line that it is in and no other. */
export function scanLines(bytes: Buffer): ScannedLines {
  const lines: Line[] = [];
  const flaws: Flaw[] = [];
  let end = 0;
  for (let at = 0; at < bytes.length; ) {
    const line = lineAt(bytes, at);
    if (line === undefined) {
      const next = bytes.indexOf(newline, at);
      const until = next === -1 ? bytes.length : next + 1;
      addFlaw(flaws, next === -1 ? 'torn' : 'damaged', at, until - at);
      at = until;
      continue;
    }
    lines.push(line);
    if (bytes[line.end] !== newline) addFlaw(flaws, 'damaged', line.end, 1);
    at = line.end + 1;
    end = at;
  }
  return { lines, flaws, end };
}

/** A line is found by its length, so that a newline that was hit does not cost the next line too. */
function lineAt(bytes: Buffer, at: number): (Line & { readonly end: number }) | undefined {
  const start = bytes.toString('latin1', at, at + fieldsBytesMax);
  const [fields, crc, length, number] = /^([0-9a-f]{8}) (\d{1,10}) (\d{1,16}) /.exec(start) ?? [];
  if (fields === undefined) return undefined;
  const jsonAt = at + fields.length;
  const end = jsonAt + Number(length);
  if (end >= bytes.length) return undefined; // Its newline is to be there too.
  if (crc32(bytes.subarray(at + crcDigits + 1, end)) !== Number(`0x${crc}`)) return undefined;
  return { number: Number(number), json: bytes.toString('utf8', jsonAt, end), end };
}

/** Neighbours are one flaw: a newline that came into a line makes two pieces of it. */
function addFlaw(flaws: Flaw[], kind: Flaw['kind'], at: number, bytes: number): void {
  const last = flaws.at(-1);
  if (last === undefined || last.at + last.bytes !== at) flaws.push({ kind, at, bytes });
  else flaws.splice(-1, 1, { kind: 'damaged', at: last.at, bytes: last.bytes + bytes });
}
