/**
 * Turns acknowledgements that come in any order into commits that come in order: an item is released only when
 * it and all items added before it are settled. Positions and checkpoints move by what this releases.
 */
export class InOrder<T> {
  readonly #pending: { readonly item: T; settled: boolean }[] = [];

  /** Adds an item behind all others; the returned function settles it and gives what may now be committed. */
  add(item: T): () => readonly T[] {
    const entry = { item, settled: false };
    this.#pending.push(entry);
    return () => {
      entry.settled = true;
      return this.#release();
    };
  }

  get size(): number {
    return this.#pending.length;
  }

  #release(): T[] {
    const firstOpen = this.#pending.findIndex((entry) => !entry.settled);
    const count = firstOpen === -1 ? this.#pending.length : firstOpen;
    return this.#pending.splice(0, count).map((entry) => entry.item);
  }
}
