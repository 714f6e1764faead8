import type { ChunkFile, Encoding } from '../../record/chunk.ts';

/** Ends of the lines in `bytes`, each after its newline; `bytes` begins where a line does. */
export function endsOfLines(bytes: Buffer, encoding: Encoding): number[] {
  const ends: number[] = [];
  if (encoding === 'utf-8' || encoding === 'latin1') {
    for (let at = bytes.indexOf(0x0a); at !== -1; at = bytes.indexOf(0x0a, at + 1)) ends.push(at + 1);
    return ends;
  }
  // Two bytes a unit: a newline's byte may also be half of another character.
  const low = encoding === 'utf-16le' ? 0 : 1;
  for (let at = bytes.indexOf(0x0a); at !== -1; at = bytes.indexOf(0x0a, at + 1)) {
    if (at % 2 === low && bytes[at + 1 - 2 * low] === 0) ends.push(at - low + 2);
  }
  return ends[ends.length - 1] === bytes.length + 1 ? ends.slice(0, -1) : ends;
}

/** The last place at or before the end that does not cut a character. */
export function characterBoundary(bytes: Buffer, encoding: Encoding): number {
  if (encoding === 'utf-8') return utf8Boundary(bytes);
  if (encoding === 'latin1') return bytes.length;
  const even = bytes.length - (bytes.length % 2);
  const high = bytes[encoding === 'utf-16le' ? even - 1 : even - 2] ?? 0;
  return (high & 0xfc) === 0xd8 && even > 2 ? even - 2 : even;
}

/** A byte order mark tells UTF-16 where nothing else was configured. */
export function encodingOf(head: Buffer, configured: Encoding): Encoding {
  if (configured !== 'utf-8') return configured;
  if (head[0] === 0xff && head[1] === 0xfe) return 'utf-16le';
  return head[0] === 0xfe && head[1] === 0xff ? 'utf-16be' : 'utf-8';
}

/** Enough to tell a format by. */
const nextLinesMax = 19;

/** What a file begins with: after its header the first line (all of the head where no newline is in it) and those after it. */
export function firstLinesOf(
  head: Buffer,
  encoding: Encoding = 'utf-8',
  headerLines = 0,
): Pick<ChunkFile, 'firstLine' | 'nextLines' | 'headerLine'> {
  const ends = endsOfLines(head, encoding);
  const decoder = new TextDecoder(encoding);
  const line = (index: number): string => {
    const start = index === 0 ? 0 : (ends[index - 1] ?? head.length);
    return decoder.decode(head.subarray(start, ends[index] ?? head.length)).replace(/\r?\n$/, '');
  };
  const nextCount = Math.min(Math.max(ends.length - headerLines - 1, 0), nextLinesMax);
  const nextLines = Array.from({ length: nextCount }, (_, index) => line(headerLines + 1 + index));
  return {
    firstLine: line(headerLines),
    ...(nextLines.length > 0 && { nextLines }),
    ...(headerLines > 0 && { headerLine: line(headerLines - 1) }),
  };
}

function utf8Boundary(bytes: Buffer): number {
  const { length } = bytes;
  for (let back = 1; back <= 4; back += 1) {
    const byte = bytes[length - back] ?? 0;
    const isContinuation = (byte & 0xc0) === 0x80;
    if (isContinuation) continue;
    const characterBytes = byte < 0x80 ? 1 : byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : byte >= 0xc0 ? 2 : 1;
    return characterBytes > back ? length - back : length;
  }
  return length;
}
