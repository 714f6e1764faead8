const newline = 0x0a;

/** A longer line than journald has entries for is not held: its bound is DATA_SIZE_MAX, 768 MiB, and ours this. */
const lineBytesMax = 64 * 1024 * 1024;

/** Lines of a program's output. A line that is too long comes as `undefined` where it would have come. */
export class OutputLines {
  #pieces: Buffer[] = [];
  #bytes = 0;

  push(bytes: Buffer): (string | undefined)[] {
    const lines: (string | undefined)[] = [];
    let at = 0;
    for (let end = bytes.indexOf(newline, at); end !== -1; end = bytes.indexOf(newline, at)) {
      this.#add(bytes.subarray(at, end));
      lines.push(this.#bytes > lineBytesMax ? undefined : Buffer.concat(this.#pieces).toString());
      this.#pieces = [];
      this.#bytes = 0;
      at = end + 1;
    }
    this.#add(bytes.subarray(at));
    return lines;
  }

  #add(piece: Buffer): void {
    this.#bytes += piece.length;
    if (this.#bytes > lineBytesMax) this.#pieces = [];
    else if (piece.length > 0) this.#pieces.push(piece);
  }
}
