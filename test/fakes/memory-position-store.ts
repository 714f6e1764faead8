import type { KnownFile, Position, PositionStore, SeenMarker } from '../../src/record/position.ts';

/** Positions that outlive what a test closes and opens again. */
export class MemoryPositionStore implements PositionStore {
  readonly #files = new Map<string, KnownFile>();

  files(): readonly KnownFile[] {
    return [...this.#files.values()];
  }

  add(files: readonly KnownFile[]): void {
    for (const file of files) {
      if (this.#files.has(file.generation)) throw new Error(`generation ${file.generation} minted twice`);
      this.#files.set(file.generation, file);
    }
  }

  update({ generation, path, input, head }: Pick<KnownFile, 'generation' | 'path' | 'input' | 'head'>): void {
    this.#change(generation, { path, input, head });
  }

  mark(generation: string, markers: readonly SeenMarker[]): void {
    this.#change(generation, { markers });
  }

  commit(positions: readonly Position[]): void {
    for (const { generation, ...position } of positions) this.#change(generation, position);
  }

  forget(generations: readonly string[]): void {
    for (const generation of generations) this.#files.delete(generation);
  }

  close(): void {}

  /** As in a table: what is told of an unknown file changes nothing. */
  #change(generation: string, change: Partial<KnownFile>): void {
    const file = this.#files.get(generation);
    if (file !== undefined) this.#files.set(generation, { ...file, ...change });
  }
}
