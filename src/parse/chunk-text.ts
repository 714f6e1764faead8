import { isAscii, isUtf8 } from 'node:buffer';
import type { Encoding, LineChunk } from '../record/chunk.ts';

/** The lines of a chunk as text. */
export interface ChunkText {
  readonly bytes: Buffer;
  /** Whether the bytes are text of their encoding. */
  isText(start: number, end: number): boolean;
  /** Without LF or CR LF; a lone CR belongs to the line. */
  line(start: number, end: number): string;
}

export function chunkText({ file, bytes, offset }: LineChunk): ChunkText {
  const { encoding = 'utf-8' } = file;
  return encoding === 'utf-8' ? new Utf8Text(bytes) : new EncodedText(bytes, encoding, offset === 0);
}

/** So many lines of a chunk are decoded each for itself: for less than all of it costs. */
const singleLinesMax = 200;

/** Nearly all logs are ASCII: there all lines are decoded at once, and cut out, unless only a few are asked for. */
class Utf8Text implements ChunkText {
  readonly bytes: Buffer;
  readonly #isAscii: boolean;
  readonly #isUtf8: boolean;
  #ascii: string | undefined;
  #linesDecoded = 0;

  constructor(bytes: Buffer) {
    this.bytes = bytes;
    this.#isAscii = isAscii(bytes);
    this.#isUtf8 = this.#isAscii || isUtf8(bytes);
  }

  isText(start: number, end: number): boolean {
    return this.#isUtf8 || isUtf8(this.bytes.subarray(start, end));
  }

  /** Without LF or CR LF; a lone CR belongs to the line. */
  line(start: number, end: number): string {
    const textEnd = endOfText(this.bytes, end);
    if (!this.#isAscii) return this.bytes.toString('utf8', start, textEnd);
    this.#linesDecoded += 1;
    if (this.#linesDecoded <= singleLinesMax) return this.bytes.toString('latin1', start, textEnd);
    this.#ascii ??= this.bytes.toString('latin1');
    return this.#ascii.slice(start, textEnd);
  }
}

class EncodedText implements ChunkText {
  readonly bytes: Buffer;
  readonly #encoding: Encoding;
  readonly #decoder: InstanceType<typeof TextDecoder>;
  readonly #isFirst: boolean;

  constructor(bytes: Buffer, encoding: Encoding, isFirst: boolean) {
    this.bytes = bytes;
    this.#encoding = encoding;
    // The bytes of latin1 as Node knows it, not the Windows one that the web calls by this name.
    this.#decoder = new TextDecoder(encoding === 'utf-16be' ? 'utf-16be' : 'utf-16le', { ignoreBOM: true });
    this.#isFirst = isFirst;
  }

  isText(start: number, end: number): boolean {
    return this.#encoding === 'latin1' || ((end - start) % 2 === 0 && this.#isWellFormed(start, end));
  }

  line(start: number, end: number): string {
    const text = this.#decode(start, end).replace(/\r?\n$/, '');
    return this.#isFirst && start === 0 && this.#encoding !== 'latin1' ? text.replace(/^\ufeff/, '') : text;
  }

  /** Before half pairs become replacement characters. */
  #isWellFormed(start: number, end: number): boolean {
    const units = Buffer.from(this.bytes.subarray(start, end));
    return (this.#encoding === 'utf-16be' ? units.swap16() : units).toString('utf16le').isWellFormed();
  }

  #decode(start: number, end: number): string {
    const line = this.bytes.subarray(start, end);
    return this.#encoding === 'latin1' ? line.toString('latin1') : this.#decoder.decode(line);
  }
}

/** Before LF or CR LF; a lone CR belongs to the line. */
export function endOfText(bytes: Uint8Array, end: number): number {
  if (bytes[end - 1] !== 0x0a) return end;
  return bytes[end - 2] === 0x0d ? end - 2 : end - 1;
}
