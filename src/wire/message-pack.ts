import type { FieldValue } from '../record/event.ts';

/** Up to here a loop writes text faster than a call to Node's encoder does; at most 31, what a fixstr holds. */
const loopCharactersMax = 31;
/** UTF-8 never takes more bytes for one UTF-16 unit. */
const bytesPerUnitMax = 3;
/** A header or a number: the most that one step writes besides text and bytes. */
const headerBytesMax = 9;
/** Nobody nests deeper, and a value that holds itself would go on for ever. */
const depthMax = 100;
/** Names of fields that are kept encoded: more than events have, and a bound for names that somebody makes up. */
const knownKeysMax = 1_024;

/** First bytes by size: up to `fixedMax` in the first byte itself, else 8 (where there is that), 16 or 32 bits behind. */
const formats = {
  string: { fixed: 0xa0, fixedMax: 31, code8: 0xd9, code16: 0xda },
  bytes: { fixed: 0, fixedMax: -1, code8: 0xc4, code16: 0xc5 },
  array: { fixed: 0x90, fixedMax: 15, code8: undefined, code16: 0xdc },
  map: { fixed: 0x80, fixedMax: 15, code8: undefined, code16: 0xde },
} as const;

const knownKeys = new Map<string, Uint8Array>();

/**
 * Writes values in MessagePack, each in its shortest form (specification, "Serialization: type to format
 * conversion"), one behind the other into a buffer that grows. Made for events: it remembers the names of their
 * fields encoded, which a general encoder spends a third of an agent's time on.
 */
export class MessagePackWriter {
  #buffer: Buffer;
  #view: DataView;
  #length = 0;

  /** Begins in a buffer of this many bytes, or in the one given. */
  constructor(room: number | Buffer) {
    this.#buffer = typeof room === 'number' ? Buffer.allocUnsafe(room) : room;
    this.#view = viewOf(this.#buffer);
  }

  get length(): number {
    return this.#length;
  }

  /** For who writes into `buffer` itself: what stands up to here counts. */
  set length(length: number) {
    this.#length = length;
  }

  /** Another one after each `reserve`. */
  get buffer(): Buffer {
    return this.#buffer;
  }

  /** Over `buffer`. */
  get view(): DataView {
    return this.#view;
  }

  /** Makes room for that many bytes behind what was written. */
  reserve(bytes: number): void {
    this.#makeRoom(bytes);
  }

  /** What was written so far: a view, valid until more is. */
  get bytes(): Uint8Array {
    return this.#buffer.subarray(0, this.#length);
  }

  /** Writes what is MessagePack already. */
  append(bytes: Uint8Array): void {
    this.#makeRoom(bytes.length);
    this.#buffer.set(bytes, this.#length);
    this.#length += bytes.length;
  }

  /** Forgets what was written beyond this length. */
  cutBack(length: number): void {
    this.#length = Math.min(this.#length, length);
  }

  /** Throws a TypeError for what is no {@link FieldValue}, such as `undefined`: that is a bug. */
  write(value: FieldValue): void {
    this.#value(value, 0);
  }

  #value(value: FieldValue, depth: number): void {
    if (typeof value === 'string') this.#string(value);
    else if (typeof value === 'number') this.#number(value);
    else if (typeof value === 'boolean') this.#byte(value ? 0xc3 : 0xc2);
    else if (value === null) this.#byte(0xc0);
    else if (typeof value !== 'object') throw new TypeError(`MessagePack has no type ${typeof value}`);
    else if (depth > depthMax) throw new TypeError(`a value is nested more than ${depthMax} deep`);
    else if (value instanceof Uint8Array) this.#bytes(value);
    else if (isArray(value)) this.#array(value, depth);
    else this.#map(value, depth);
  }

  #map(map: { readonly [name: string]: FieldValue }, depth: number): void {
    this.#header(formats.map, Object.keys(map).length);
    // Not over the array of keys: V8 knows where for…in stands in an object, which spares it looking each value up.
    for (const key in map) {
      if (depth === 0) this.#copy(encodedKey(key));
      else this.#string(key);
      this.#value(map[key] as FieldValue, depth + 1); // It is one of the map's own keys.
    }
  }

  #array(items: readonly FieldValue[], depth: number): void {
    this.#header(formats.array, items.length);
    for (const item of items) this.#value(item, depth + 1);
  }

  #string(text: string): void {
    if (text.length > loopCharactersMax || !this.#shortAscii(text)) this.#longString(text);
  }

  /** False, and nothing is written, where a character takes more than a byte. */
  #shortAscii(text: string): boolean {
    this.#makeRoom(1 + loopCharactersMax);
    const buffer = this.#buffer;
    const start = this.#length + 1;
    for (let index = 0; index < text.length; index += 1) {
      const code = text.charCodeAt(index);
      if (code > 0x7f) return false;
      buffer[start + index] = code;
    }
    buffer[start - 1] = formats.string.fixed | text.length;
    this.#length = start + text.length;
    return true;
  }

  #longString(text: string): void {
    this.#header(formats.string, Buffer.byteLength(text));
    this.#makeRoom(text.length * bytesPerUnitMax);
    this.#length += this.#buffer.write(text, this.#length);
  }

  #bytes(bytes: Uint8Array): void {
    this.#header(formats.bytes, bytes.length);
    this.append(bytes);
  }

  /** As #bytes without a header; for a few bytes a loop is faster than `set`. */
  #copy(bytes: Uint8Array): void {
    this.#makeRoom(bytes.length);
    const buffer = this.#buffer;
    const start = this.#length;
    for (let index = 0; index < bytes.length; index += 1) buffer[start + index] = bytes[index] ?? 0;
    this.#length = start + bytes.length;
  }

  #number(value: number): void {
    if (!Number.isSafeInteger(value)) this.#double(value);
    else if (value >= 0) {
      this.#makeRoom(headerBytesMax);
      this.#length = putInteger(this.#view, this.#length, value);
    } else if (value >= -0x20) this.#byte(value & 0xff);
    else if (value >= -0x80) this.#integer(0xd0, value, 1);
    else if (value >= -0x8000) this.#integer(0xd1, value, 2);
    else if (value >= -0x8000_0000) this.#integer(0xd2, value, 4);
    else this.#integer(0xd3, value, 8);
  }

  #double(value: number): void {
    this.#byte(0xcb);
    this.#makeRoom(headerBytesMax);
    this.#length = this.#buffer.writeDoubleBE(value, this.#length);
  }

  #header({ fixed, fixedMax, code8, code16 }: (typeof formats)[keyof typeof formats], size: number): void {
    if (size <= fixedMax) this.#byte(fixed | size);
    else if (code8 !== undefined && size < 0x100) this.#integer(code8, size, 1);
    else if (size < 0x1_0000) this.#integer(code16, size, 2);
    else this.#integer(code16 + 1, size, 4);
  }

  /** A first byte, and an integer behind it in that many bytes, the highest first. */
  #integer(code: number, value: number, bytes: 1 | 2 | 4 | 8): void {
    this.#byte(code);
    if (bytes === 8) this.#low32(Math.floor(value / 0x1_0000_0000), 4);
    this.#low32(value, bytes === 8 ? 4 : bytes);
  }

  #low32(value: number, bytes: 1 | 2 | 4): void {
    this.#makeRoom(bytes);
    for (let shift = (bytes - 1) * 8; shift >= 0; shift -= 8) this.#buffer[this.#length++] = value >>> shift;
  }

  #byte(byte: number): void {
    this.#makeRoom(1);
    this.#buffer[this.#length++] = byte;
  }

  #makeRoom(bytes: number): void {
    const needed = this.#length + bytes;
    if (needed <= this.#buffer.length) return;
    const larger = Buffer.allocUnsafeSlow(Math.max(needed, this.#buffer.length * 2));
    this.#buffer.copy(larger, 0, 0, this.#length);
    this.#buffer = larger;
    this.#view = viewOf(larger);
  }
}

function viewOf({ buffer, byteOffset, length }: Buffer): DataView {
  return new DataView(buffer, byteOffset, length);
}

function encodedKey(key: string): Uint8Array {
  const known = knownKeys.get(key);
  if (known !== undefined) return known;
  const writer = new MessagePackWriter(key.length * bytesPerUnitMax + headerBytesMax);
  writer.write(key);
  if (knownKeys.size < knownKeysMax) knownKeys.set(key, writer.bytes);
  return writer.bytes;
}

/** Array.isArray does not tell a readonly array from a map. */
function isArray(value: object): value is readonly FieldValue[] {
  return Array.isArray(value);
}

/** Writes an integer of at least 0 in its shortest form; gives the place behind it. */
function putInteger(view: DataView, at: number, value: number): number {
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
