/** Counts by name, some of them by a label; plain additions, cheap enough for every chunk and batch. */
export class Counters<Name extends string> {
  readonly #counts = new Map<Name, number>();
  readonly #labelled = new Map<Name, Map<string, number>>();

  add(name: Name, count = 1, label?: string): void {
    this.#counts.set(name, (this.#counts.get(name) ?? 0) + count);
    if (label === undefined) return;
    const byLabel = this.#labelled.get(name) ?? new Map<string, number>();
    byLabel.set(label, (byLabel.get(label) ?? 0) + count);
    this.#labelled.set(name, byLabel);
  }

  get(name: Name): number {
    return this.#counts.get(name) ?? 0;
  }

  byLabel(name: Name): ReadonlyMap<string, number> {
    return this.#labelled.get(name) ?? new Map();
  }
}
