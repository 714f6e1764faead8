/** Bytes of one frame, magic and checksum included. */
export interface FramePart {
  readonly bytes: Buffer;
  readonly endsFrame: boolean;
}

/** What comes next in the stream: bytes that tell how it goes on, are part of a frame, or of nothing. */
type Step =
  | { readonly kind: 'read' | 'pass' | 'skip'; readonly length: number }
  | { readonly kind: 'emit'; readonly bytes: Buffer }
  | { readonly kind: 'end' };

const frameMagic = 0xfd2fb528;
const dictionaryIdBytes = [0, 1, 2, 4];
const contentSizeBytes = [0, 2, 4, 8];

/**
 * Splits a zstd stream into its frames, and leaves out skippable ones: node:zlib ends with the first frame. A file has
 * many where they were appended one by one, or were compressed in parallel. The format: RFC 8878, section 3.1.
 */
export class ZstdFrames {
  readonly #layout = layout();
  #step: Step = this.#layout.next(Buffer.alloc(0)).value;
  #done = 0;
  #read: Buffer[] = [];
  #part: Buffer[] = [];

  /** The parts of frames that a piece of the stream holds. */
  split(piece: Buffer): FramePart[] {
    const parts: FramePart[] = [];
    for (let at = 0; at < piece.length; ) {
      const bytes = piece.subarray(at, at + this.#bytesLeft());
      at += bytes.length;
      this.#done += bytes.length;
      if (this.#step.kind === 'read') this.#read.push(bytes);
      if (this.#step.kind === 'pass') this.#part.push(bytes);
      if (this.#bytesLeft() === 0) this.#goOn(parts);
    }
    if (this.#part.length > 0) parts.push(this.#take(false));
    return parts;
  }

  #bytesLeft(): number {
    return 'length' in this.#step ? this.#step.length - this.#done : 0;
  }

  /** To the next step that takes bytes. */
  #goOn(parts: FramePart[]): void {
    do {
      this.#step = this.#layout.next(Buffer.concat(this.#read)).value;
      this.#read = [];
      this.#done = 0;
      if (this.#step.kind === 'emit') this.#part.push(this.#step.bytes);
      if (this.#step.kind === 'end') parts.push(this.#take(true));
    } while (this.#bytesLeft() === 0);
  }

  #take(endsFrame: boolean): FramePart {
    const bytes = Buffer.concat(this.#part);
    this.#part = [];
    return { bytes, endsFrame };
  }
}

function* layout(): Generator<Step, never, Buffer> {
  for (;;) {
    const magic = yield { kind: 'read', length: 4 };
    if (magic.readUInt32LE() === frameMagic) yield* frame(magic);
    else if (isSkippable(magic))
      yield { kind: 'skip', length: (yield { kind: 'read', length: 4 }).readUInt32LE() };
    else yield* unknown(magic);
  }
}

function* frame(magic: Buffer): Generator<Step, void, Buffer> {
  const descriptor = yield { kind: 'read', length: 1 };
  const flags = descriptor.readUInt8();
  const isSingleSegment = (flags & 0x20) !== 0;
  const sizeFlag = flags >> 6;
  const sizeBytes = sizeFlag === 0 && isSingleSegment ? 1 : (contentSizeBytes[sizeFlag] ?? 0);
  yield { kind: 'emit', bytes: Buffer.concat([magic, descriptor]) };
  yield {
    kind: 'pass',
    length: (isSingleSegment ? 0 : 1) + (dictionaryIdBytes[flags & 3] ?? 0) + sizeBytes,
  };
  for (let isLast = false; !isLast; ) {
    const head = yield { kind: 'read', length: 3 };
    const block = head.readUIntLE(0, 3);
    isLast = (block & 1) === 1;
    yield { kind: 'emit', bytes: head };
    const isRepeated = ((block >> 1) & 3) === 1; // One byte, that many times.
    yield { kind: 'pass', length: isRepeated ? 1 : block >> 3 };
  }
  yield { kind: 'pass', length: (flags & 4) === 0 ? 0 : 4 };
  yield { kind: 'end' };
}

function isSkippable(magic: Buffer): boolean {
  return magic.readUInt32LE() >>> 4 === 0x184d2a5;
}

/** Whoever decompresses it finds that it is none. */
function* unknown(magic: Buffer): Generator<Step, never, Buffer> {
  yield { kind: 'emit', bytes: magic };
  for (;;) yield { kind: 'pass', length: 0xffffffff };
}
