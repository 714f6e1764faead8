/** A bound on bytes held at once: whoever finds no room waits, in the order they came. */
export class Room {
  readonly #bytesMax: number;
  #bytes = 0;
  readonly #waiting: { readonly bytes: number; readonly enter: () => void }[] = [];

  constructor(bytesMax: number) {
    this.#bytesMax = bytesMax;
  }

  /** More than all there is counts as all there is. Resolves with what has to be given back. */
  async take(bytesWanted: number): Promise<number> {
    const bytes = Math.min(bytesWanted, this.#bytesMax);
    if (this.#waiting.length > 0 || !this.#fits(bytes)) {
      await new Promise<void>((enter) => this.#waiting.push({ bytes, enter }));
    } else {
      this.#bytes += bytes;
    }
    return bytes;
  }

  /** As take, but instead of waiting the answer is no. */
  tryTake(bytes: number): boolean {
    if (this.#waiting.length > 0 || !this.#fits(bytes)) return false;
    this.#bytes += bytes;
    return true;
  }

  /** Whether somebody waits for room. */
  get isAwaited(): boolean {
    return this.#waiting.length > 0;
  }

  give(bytes: number): void {
    this.#bytes -= bytes;
    for (let next = this.#waiting[0]; next !== undefined && this.#fits(next.bytes); next = this.#waiting[0]) {
      this.#waiting.shift();
      this.#bytes += next.bytes;
      next.enter();
    }
  }

  #fits(bytes: number): boolean {
    return this.#bytes + bytes <= this.#bytesMax;
  }
}
