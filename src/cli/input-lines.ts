import type { EventRule } from '../parse/multiline-ends.ts';
import type { Encoding, LineChunk, LinePart } from '../record/chunk.ts';
import { firstLineBytesMax } from '../record/chunk.ts';
import { LineEnds } from '../sources/file/line-ends.ts';
import { characterBoundary, encodingOf, endsOfLines, firstLinesOf } from '../sources/file/lines.ts';

export interface InputLinesOptions {
  readonly encoding: Encoding;
  /** A longer line goes on in parts, as in the agent. */
  readonly lineBytesMax: number;
  /** Finds the events where they are not the lines. */
  readonly eventRule?: EventRule | undefined;
  /** Lines at the beginning to leave out. */
  readonly headerLines: number;
}

type ChunkFile = LineChunk['file'];

/** Whole lines of a stream, cut as the agent cuts those of a file. Holds a line and what came with it, no more. */
export async function* inputLines(
  input: AsyncIterable<Buffer>,
  options: InputLinesOptions,
): AsyncGenerator<LineChunk> {
  const pieces = input[Symbol.asyncIterator]();
  let bytes = await readHead(pieces);
  const encoding = encodingOf(bytes, options.encoding);
  const file = { generation: 'input', path: '-', input: 0, encoding };
  const chunks = new LineCutter(
    { ...file, ...firstLinesOf(bytes.subarray(0, firstLineBytesMax), encoding, options.headerLines) },
    options,
  );
  for (;;) {
    yield* chunks.cut(bytes, false);
    const { value, done } = await pieces.next();
    if (done === true) break;
    bytes = value;
  }
  yield* chunks.cut(Buffer.alloc(0), true);
}

/** Enough to choose a format by, or all there is. */
async function readHead(pieces: AsyncIterator<Buffer>): Promise<Buffer> {
  let head = Buffer.alloc(0);
  while (head.length < firstLineBytesMax) {
    const { value, done } = await pieces.next();
    if (done === true) break;
    head = Buffer.concat([head, value]);
  }
  return head;
}

const newline = 0x0a;

class LineCutter {
  readonly #file: ChunkFile & { readonly encoding: Encoding };
  readonly #lineBytesMax: number;
  readonly #ends: LineEnds;
  #headerLinesLeft: number;
  #rest = Buffer.alloc(0);
  #offset = 0;
  #isEnd = false;
  /** Set inside a line, or an event, that is longer than the limit. */
  #part: { index: number; lineStart: number; state: string } | undefined;

  constructor(file: ChunkFile & { readonly encoding: Encoding }, options: InputLinesOptions) {
    this.#file = file;
    this.#lineBytesMax = options.lineBytesMax;
    this.#headerLinesLeft = options.headerLines;
    this.#ends = new LineEnds(options, []);
  }

  *cut(bytes: Buffer, isEnd: boolean): Generator<LineChunk> {
    this.#rest = Buffer.concat([this.#rest, bytes]);
    this.#isEnd = isEnd;
    while (this.#headerLinesLeft > 0 && this.#rest.length > 0) if (!this.#skipHeader()) return;
    while (this.#rest.length > 0) {
      const { ends, part } = this.#ends.of(this.#given());
      if (ends.length > 0) yield this.#chunk(ends);
      else if (part !== undefined) yield this.#chunk([part.end], part.state);
      else if (isEnd) yield this.#chunk([this.#ends.ofRest(this.#given(), true)]);
      else return;
    }
  }

  /** At the end of all, half a line is one: with its newline it is seen which event it belongs to. */
  #window(): Buffer {
    const window = this.#rest.subarray(0, this.#lineBytesMax);
    const isOneByte = this.#file.encoding === 'utf-8' || this.#file.encoding === 'latin1';
    const isHalf = this.#isEnd && window.length < this.#lineBytesMax && window.at(-1) !== newline;
    return isHalf && isOneByte ? Buffer.concat([window, Buffer.of(newline)]) : window;
  }

  #given() {
    const { encoding } = this.#file;
    return { bytes: this.#window(), offset: this.#offset, encoding, within: this.#part?.state };
  }

  /** False where more of the header has to come first. */
  #skipHeader(): boolean {
    const { encoding } = this.#file;
    const window = this.#rest.subarray(0, this.#lineBytesMax);
    const ends = endsOfLines(window, encoding);
    const count = Math.min(this.#headerLinesLeft, ends.length);
    this.#headerLinesLeft -= count;
    if (count > 0) this.#goOn(ends[count - 1] ?? 0);
    else if (window.length >= this.#lineBytesMax)
      this.#goOn(characterBoundary(window, encoding)); // Its end comes later.
    else if (this.#isEnd) this.#goOn(this.#rest.length);
    else return false;
    return true;
  }

  #chunk(lineEnds: readonly number[], stateWithin?: string): LineChunk {
    // Half a character at the end belongs to what comes before it; the newline that was added does not count.
    const end = Math.min(lineEnds.at(-1) || this.#rest.length, this.#rest.length);
    const part = this.#nextPart(stateWithin);
    const ends = [...lineEnds.slice(0, -1), end];
    const chunk = {
      file: this.#file,
      offset: this.#offset,
      bytes: this.#rest.subarray(0, end),
      lineEnds: ends,
    };
    this.#goOn(end);
    return { ...chunk, ...(part !== undefined && { part }) };
  }

  #goOn(end: number): void {
    this.#offset += end;
    this.#rest = this.#rest.subarray(end);
  }

  #nextPart(stateWithin: string | undefined): LinePart | undefined {
    if (stateWithin === undefined && this.#part === undefined) return undefined;
    const { index, lineStart } = this.#part ?? { index: 0, lineStart: this.#offset };
    this.#part = stateWithin === undefined ? undefined : { index: index + 1, lineStart, state: stateWithin };
    return { index, lineStart, last: stateWithin === undefined };
  }
}
