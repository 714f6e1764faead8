/** The name of a field as MessagePack, in words of four bytes: so it is written with a few stores and no call. */
export interface PreparedKey {
  /** Little-endian; what stands beyond `length` in the last one is written over by what comes next. */
  readonly words: Int32Array;
  readonly length: number;
}

/** A fixstr or str 8 (MessagePack specification, "str format family"). Names are ASCII and under 256 bytes. */
export function prepareKey(name: string): PreparedKey {
  const text = Buffer.from(name);
  const header = text.length < 32 ? [0xa0 | text.length] : [0xd9, text.length];
  const length = header.length + text.length;
  const padded = Buffer.alloc(Math.ceil(length / 4) * 4);
  padded.set(header);
  padded.set(text, header.length);
  const words = new Int32Array(padded.length / 4);
  for (let index = 0; index < words.length; index += 1) words[index] = padded.readInt32LE(index * 4);
  return { words, length };
}

/** Writes a key at `at`, where three bytes more than its own must have room; gives the place behind it. */
export function putKey(view: DataView, at: number, { words, length }: PreparedKey): number {
  for (let index = 0; index < words.length; index += 1)
    view.setInt32(at + 4 * index, words[index] ?? 0, true);
  return at + length;
}

/** Writes an integer of at least 0 in its shortest form; gives the place behind it. */
export function putInteger(view: DataView, at: number, value: number): number {
  if (value < 0x80) {
    view.setUint8(at, value);
    return at + 1;
  }
  if (value < 0x100) {
    view.setUint16(at, 0xcc00 | value);
    return at + 2;
  }
  if (value < 0x1_0000) {
    view.setUint8(at, 0xcd);
    view.setUint16(at + 1, value);
    return at + 3;
  }
  if (value < 0x1_0000_0000) {
    view.setUint8(at, 0xce);
    view.setUint32(at + 1, value);
    return at + 5;
  }
  view.setUint8(at, 0xcf);
  view.setUint32(at + 1, Math.floor(value / 0x1_0000_0000));
  view.setUint32(at + 5, value % 0x1_0000_0000);
  return at + 9;
}

/** Header of a text of ASCII characters whose length is known; gives the place behind it. */
export function putTextHeader(view: DataView, at: number, length: number): number {
  if (length < 32) {
    view.setUint8(at, 0xa0 | length);
    return at + 1;
  }
  if (length < 0x100) {
    view.setUint16(at, 0xd900 | length);
    return at + 2;
  }
  if (length < 0x1_0000) {
    view.setUint8(at, 0xda);
    view.setUint16(at + 1, length);
    return at + 3;
  }
  view.setUint8(at, 0xdb);
  view.setUint32(at + 1, length);
  return at + 5;
}
