import { between, evenly } from '../../../src/demo/random.ts';
import type { Random } from '../../../src/flow/clock.ts';
import type { KnownFile, PositionStore, SeenMarker } from '../../../src/record/position.ts';

/** What is known, as a table would keep it. */
export interface Known {
  readonly files: ReadonlyMap<string, KnownFile>;
  readonly inputs: readonly string[];
}

/** What of one file was ever true. */
export interface FileHistory {
  readonly versions: KnownFile[];
  /** Each byte range with the time it was first seen. */
  readonly markers: Map<number, SeenMarker>;
}

/** What an agent does to its positions, drawn from a seed; remembers what must be known after it, and what ever was. */
export class PositionStory {
  readonly histories = new Map<string, FileHistory>();
  readonly #random: Random;
  readonly #files = new Map<string, KnownFile>();
  readonly #inputs: string[] = [];
  #count = 0;

  constructor(random: Random) {
    this.#random = random;
  }

  get known(): Known {
    return { files: new Map(this.#files), inputs: [...this.#inputs] };
  }

  /** One call of the store; what it was. */
  step(store: PositionStore): string {
    const steps = [
      this.#commit,
      this.#commit,
      this.#commit,
      this.#mark,
      this.#update,
      this.#add,
      this.#forget,
    ];
    const step = this.#files.size < 2 ? this.#add : evenly(steps)(this.#random);
    return this.#below(40) === 0 ? this.#rememberInput(store) : step.call(this, store);
  }

  #add(store: PositionStore): string {
    const files = Array.from({ length: between(this.#random, 1, 3) }, () => this.#newFile());
    store.add(files);
    for (const file of files) {
      this.histories.set(file.generation, { versions: [], markers: new Map() });
      this.#set(file);
    }
    return `add ${files.length}`;
  }

  #commit(store: PositionStore): string {
    const files = this.#some().map((file): KnownFile => {
      const { lastTimedMs: _, ...rest } = file;
      const offset = file.offset + between(this.#random, 1, 5_000);
      const timed = this.#below(2) === 0 ? {} : { lastTimedMs: this.#timeMs() };
      const window =
        this.#below(3) === 0 ? { window: { offset: file.offset, length: 1, hash: this.#hash() } } : {};
      return { ...rest, offset, ...timed, ...window };
    });
    store.commit(files);
    for (const file of files) this.#set(file);
    return `commit ${files.length}`;
  }

  /** As a timeline does: behind the last marker, without those of acknowledged bytes. */
  #mark(store: PositionStore): string {
    const file = this.#one();
    const from = Math.max(file.offset, file.markers.at(-1)?.until ?? 0);
    const marker = { offset: from, until: from + between(this.#random, 1, 4_000), timeMs: this.#timeMs() };
    const markers = [...file.markers.filter(({ until }) => until > file.offset), marker];
    store.mark(file.generation, markers);
    this.histories.get(file.generation)?.markers.set(marker.offset, marker);
    this.#set({ ...file, markers });
    return 'mark';
  }

  #update(store: PositionStore): string {
    const file = this.#one();
    const { rotatedAtMs: _, ...rest } = file;
    const changes: (() => [object, KnownFile])[] = [
      () => both(file, { path: `/var/log/ä b\n${this.#count++}.log`, input: this.#below(3) }),
      () => both(file, { head: { length: between(this.#random, 1, 1_024), hash: this.#hash() } }),
      () => both(file, { format: 'json', rotatedAtMs: this.#timeMs() }),
      () => [{ rotatedAtMs: null }, rest],
    ];
    const [change, after] = evenly(changes)(this.#random)();
    store.update({ generation: file.generation, ...change });
    this.#set(after);
    return 'update';
  }

  #forget(store: PositionStore): string {
    if (this.#files.size < 4) return this.#add(store);
    const { generation } = this.#one();
    store.forget([generation, 'unheard-of']);
    this.#files.delete(generation);
    return 'forget';
  }

  #rememberInput(store: PositionStore): string {
    const key = `input ${this.#below(3)}`;
    store.rememberInput(key);
    if (!this.#inputs.includes(key)) this.#inputs.push(key);
    return 'rememberInput';
  }

  #newFile(): KnownFile {
    const inode = String(2 ** 53 + this.#count++);
    const head = { length: this.#below(1_024), hash: this.#hash() };
    const path = `/var/log/app-${inode}.log`;
    return {
      generation: this.#hash(),
      path,
      input: 0,
      device: '18446744073709551615',
      inode,
      head,
      offset: 0,
      markers: [],
    };
  }

  #set(file: KnownFile): void {
    this.#files.set(file.generation, file);
    this.histories.get(file.generation)?.versions.push(file);
  }

  #some(): KnownFile[] {
    const files = [...this.#files.values()].filter(() => this.#below(2) === 0);
    return files.length === 0 ? [this.#one()] : files;
  }

  #one(): KnownFile {
    return evenly([...this.#files.values()])(this.#random);
  }

  #timeMs(): number {
    return 1_700_000_000_000 + this.#below(1_000_000);
  }

  #hash(): string {
    return between(this.#random, 2 ** 44, 2 ** 48).toString(16);
  }

  #below(count: number): number {
    return between(this.#random, 0, count - 1);
  }
}

function both(file: KnownFile, change: Partial<KnownFile>): [object, KnownFile] {
  return [change, { ...file, ...change }];
}
