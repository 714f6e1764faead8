import { characterEnd, type MessagePart } from '../../parse/message-parts.ts';

const newline = 0x0a;

/** The lines in the bytes of a stream, without their ends. Holds `lineBytesMax` at most; a longer line goes on in parts. */
export class LineFramer {
  readonly #lineBytesMax: number;
  #rest: Buffer = Buffer.alloc(0);
  /** Of the line that is being handed on. */
  #parts = 0;

  constructor(lineBytesMax: number) {
    this.#lineBytesMax = lineBytesMax;
  }

  /** The lines that are whole by now; views on `bytes`. */
  push(bytes: Buffer): MessagePart[] {
    const all = this.#rest.length === 0 ? bytes : Buffer.concat([this.#rest, bytes]);
    const lines: MessagePart[] = [];
    let at = 0;
    for (;;) {
      const end = all.indexOf(newline, at);
      if (end !== -1 && end - at <= this.#lineBytesMax) {
        this.#take(all.subarray(at, end), true, lines);
        at = end + 1;
      } else if (all.length - at > this.#lineBytesMax) {
        const cut = characterEnd(all, at, at + this.#lineBytesMax);
        this.#take(all.subarray(at, cut), false, lines);
        at = cut;
      } else break;
    }
    this.#rest = all.subarray(at);
    return lines;
  }

  /** What is left is a line, if without an end. */
  end(): MessagePart[] {
    const lines: MessagePart[] = [];
    if (this.#rest.length > 0) this.#take(this.#rest, true, lines);
    this.#rest = Buffer.alloc(0);
    return lines;
  }

  #take(bytes: Buffer, isEnd: boolean, lines: MessagePart[]): void {
    const line = isEnd && bytes.at(-1) === 0x0d ? bytes.subarray(0, -1) : bytes;
    if (this.#parts === 0 && isEnd) lines.push({ bytes: line });
    else if (line.length > 0) lines.push({ bytes: line, part: this.#parts });
    this.#parts = isEnd ? 0 : this.#parts + 1;
  }
}
