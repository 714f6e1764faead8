import { commitEntry, updateEntry } from '../../src/positions/entry.ts';
import { PositionState } from '../../src/positions/state.ts';
import type {
  FileChange,
  KnownFile,
  Position,
  PositionStore,
  SeenMarker,
} from '../../src/record/position.ts';

/** Positions that outlive what a test closes and opens again: the store on the disk, without the disk. */
export class MemoryPositionStore implements PositionStore {
  readonly #state = new PositionState();

  files(): readonly KnownFile[] {
    return [...this.#state.files.values()];
  }

  inputs(): readonly string[] | undefined {
    return this.#state.inputs;
  }

  rememberInput(key: string): void {
    this.#state.apply({ kind: 'inputs', keys: [...new Set(this.#state.inputs).add(key)] });
  }

  add(files: readonly KnownFile[]): void {
    for (const file of files) {
      if (this.#state.files.has(file.generation))
        throw new Error(`generation ${file.generation} minted twice`);
      this.#state.apply({ kind: 'add', file });
    }
  }

  update(change: FileChange): void {
    this.#state.apply(updateEntry(change));
  }

  mark(generation: string, markers: readonly SeenMarker[]): void {
    this.#state.apply({ kind: 'mark', generation, markers });
  }

  commit(positions: readonly Position[]): void {
    for (const position of positions) this.#state.apply(commitEntry(position));
  }

  forget(generations: readonly string[]): void {
    for (const generation of generations) this.#state.apply({ kind: 'forget', generation });
  }

  gather(): void {}

  flush(): void {}

  close(): void {}
}
