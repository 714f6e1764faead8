/** A message, or a part of one that is longer than the limit. */
export interface MessagePart {
  readonly bytes: Buffer;
  /** Counts from 0; absent where it is the whole message. */
  readonly part?: number;
}

/** A message in parts of `bytesMax` at most, cut between characters. */
export function partsOf(bytes: Buffer, bytesMax: number): MessagePart[] {
  if (bytes.length <= bytesMax) return [{ bytes }];
  const parts: MessagePart[] = [];
  for (let at = 0; at < bytes.length; ) {
    const end = at + bytesMax >= bytes.length ? bytes.length : characterEnd(bytes, at, at + bytesMax);
    parts.push({ bytes: bytes.subarray(at, end), part: parts.length });
    at = end;
  }
  return parts;
}

/** The last place up to `end`, which is in the text, where no character of UTF-8 is cut. */
export function characterEnd(bytes: Buffer, start: number, end: number): number {
  for (let at = end; at > Math.max(start, end - 4); at -= 1) {
    if (((bytes[at] ?? 0) & 0xc0) !== 0x80) return at;
  }
  return end; // It is no UTF-8.
}
