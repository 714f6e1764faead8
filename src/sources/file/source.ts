import { open } from 'node:fs/promises';
import type { Clock } from '../../flow/clock.ts';
import type { Source } from '../../flow/seams.ts';
import type { LineChunk } from '../../record/chunk.ts';
import type { KnownFile, PositionStore } from '../../record/position.ts';
import { type FoundFile, fileKey, findByInode, findFiles } from './discover.ts';
import { fingerprint, headBytesMax, isSameFile, looksCompressed, readHead } from './identity.ts';
import type { FileInputOptions } from './options.ts';
import { FileReader } from './reader.ts';

/** A file whose name was taken by another one is read on this long after its last new line, ms. */
const rotatedQuietMs = 60_000;

/** What the source has to tell; each is logged and counted in one place. */
export interface FileEvents {
  fileOpened(path: string, offset: number): void;
  fileUnreadable(path: string, error: unknown): void;
  fileSkipped(path: string, reason: string): void;
  fileTruncated(path: string, offset: number): void;
  fileRotated(path: string): void;
  fileGone(path: string, offset: number): void;
}

export interface FileSourceOptions {
  readonly inputs: readonly FileInputOptions[];
  readonly store: PositionStore;
  readonly clock: Clock;
  readonly events: FileEvents;
  /** Mints the name of a file's life; unique over all files and hosts. */
  readonly mintGeneration: () => string;
}

/** One life of a file, with a reader while there may be something to read. */
interface Life {
  known: KnownFile;
  /** Offset of the next byte to read, while no reader knows better. */
  offset: number;
  reader: FileReader | undefined;
  /** When no pattern showed it any more: renamed or deleted. */
  rotatedAtMs: number | undefined;
  lastReadMs: number;
}

/**
 * Finds files by glob, knows each by device, inode and head, and follows it through rotation. Yields chunks of
 * whole lines, a bounded number of bytes a file and turn, and `undefined` when there was nothing to read.
 */
export class FileSource implements Source<LineChunk | undefined> {
  readonly #options: FileSourceOptions;
  /** By device and inode: there is one life in an inode at a time. */
  readonly #lives = new Map<string, Life>();
  readonly #told = new Map<string, string>();
  readonly #buffer: Buffer;
  #firstDiscovery = true;

  constructor(options: FileSourceOptions) {
    this.#options = options;
    this.#buffer = Buffer.allocUnsafe(Math.max(...options.inputs.map((input) => input.lineBytesMax)));
    for (const known of options.store.files()) this.#lives.set(fileKey(known), this.#life(known));
  }

  async *read(signal: AbortSignal): AsyncGenerator<LineChunk | undefined> {
    const { clock, inputs } = this.#options;
    const discoverDelayMs = Math.min(...inputs.map((input) => input.discoverDelayMs));
    const pollDelayMs = Math.min(...inputs.map((input) => input.pollDelayMs));
    let discoveredMs = Number.NEGATIVE_INFINITY;
    while (!signal.aborted) {
      if (clock.nowMs() - discoveredMs >= discoverDelayMs) {
        discoveredMs = clock.nowMs();
        await this.#discover();
      }
      let chunks = 0;
      for (const [life, reader] of this.#readersByAge()) {
        const chunk = await this.#turn(life, reader);
        if (chunk === undefined) continue;
        chunks += 1;
        yield chunk;
        if (signal.aborted) return;
      }
      if (chunks > 0) continue;
      yield undefined;
      await clock.sleep(pollDelayMs, signal);
    }
  }

  async close(): Promise<void> {
    for (const life of this.#lives.values()) await life.reader?.close();
    this.#lives.clear();
  }

  /** Rotated files first, the oldest before the others: they are the ones that may disappear. */
  #readersByAge(): [Life, FileReader][] {
    const open: [Life, FileReader][] = [];
    for (const life of this.#lives.values()) if (life.reader !== undefined) open.push([life, life.reader]);
    return open.sort(
      ([left], [right]) => (left.rotatedAtMs ?? Infinity) - (right.rotatedAtMs ?? Infinity) || 0,
    );
  }

  async #turn(life: Life, reader: FileReader): Promise<LineChunk | undefined> {
    const { events, clock } = this.#options;
    try {
      const look = await reader.look(this.#buffer);
      if (look.kind === 'chunk') {
        life.lastReadMs = clock.nowMs();
        return look.chunk;
      }
      if (look.kind === 'nothing') return await this.#endOfFile(life, reader);
      events.fileTruncated(life.known.path, reader.offset);
      await this.#end(life, reader); // Found again at the next discovery, as a new life.
    } catch (error) {
      this.#unreadable(life.known.path, error);
    }
    return undefined;
  }

  /** A rotated file is let go when it has been quiet for a while; its last line may lack its newline. */
  async #endOfFile(life: Life, reader: FileReader): Promise<LineChunk | undefined> {
    const nowMs = this.#options.clock.nowMs();
    if (life.rotatedAtMs === undefined) return undefined;
    if (nowMs - Math.max(life.lastReadMs, life.rotatedAtMs) < rotatedQuietMs) return undefined;
    const rest = await reader.takeRest(this.#buffer);
    if (rest !== undefined) {
      life.lastReadMs = nowMs;
      return rest;
    }
    if (await reader.isDeleted()) await this.#end(life, reader);
    else await this.#rest(life, reader);
    return undefined;
  }

  async #discover(): Promise<void> {
    const first = this.#firstDiscovery;
    this.#firstDiscovery = false;
    const seen = new Set<string>();
    const minted: KnownFile[] = [];
    for (const [input, options] of this.#options.inputs.entries()) {
      for (const found of await findFiles(options.paths, options.exclude, this.#unreadable)) {
        seen.add(fileKey(found));
        const life = await this.#see(found, input, first && options.startAt === 'end');
        if (life !== undefined) minted.push(life.known);
      }
    }
    this.#options.store.add(minted);
    if (first) await this.#findRotated(seen);
    this.#noticeRotations(seen);
  }

  /** Opens a file that is new or has new bytes; returns its life where that is a new one. */
  async #see(found: FoundFile, input: number, fromEnd: boolean): Promise<Life | undefined> {
    const life = this.#lives.get(fileKey(found));
    if (life?.reader !== undefined) return void (await this.#refresh(life, life.reader, found));
    if (life !== undefined && life.offset === found.size) return undefined;
    try {
      return await this.#openLife(found, input, fromEnd, life);
    } catch (error) {
      this.#unreadable(found.path, error);
      return undefined;
    }
  }

  async #openLife(found: FoundFile, input: number, fromEnd: boolean, old: Life | undefined) {
    const handle = await open(found.path, 'r');
    const head = await readHead(handle);
    if (looksCompressed(head)) {
      await handle.close();
      this.#tell(found.path, 'compressed', () =>
        this.#options.events.fileSkipped(found.path, 'it is compressed'),
      );
      return undefined;
    }
    const same = old !== undefined && isSameFile(old.known, old.offset, found, head);
    const life = same ? old : this.#newLife(found, input, fromEnd, head, old);
    const file = { generation: life.known.generation, path: found.path, input: life.known.input };
    life.reader = new FileReader(file, handle, life.offset, this.#lineBytesMax(life.known.input));
    this.#told.delete(found.path);
    this.#options.events.fileOpened(found.path, life.offset);
    return same ? undefined : life;
  }

  #newLife(found: FoundFile, input: number, fromEnd: boolean, head: Buffer, old: Life | undefined): Life {
    // The inode was given out again, or the file was cut and written anew: what was known of it is over.
    if (old !== undefined) this.#options.store.forget([old.known.generation]);
    const { path, device, inode, size } = found;
    const generation = this.#options.mintGeneration();
    const offset = fromEnd ? size : 0;
    const life = this.#life({
      generation,
      path,
      input,
      device,
      inode,
      head: fingerprint(head),
      offset,
      markers: [],
    });
    this.#lives.set(fileKey(found), life);
    return life;
  }

  #life(known: KnownFile): Life {
    const lastReadMs = this.#options.clock.nowMs();
    return { known, offset: known.offset, reader: undefined, rotatedAtMs: undefined, lastReadMs };
  }

  /** Follows a file to its new name, and its fingerprint as its head grows. */
  async #refresh(life: Life, reader: FileReader, found: FoundFile): Promise<void> {
    const { path, head } = life.known;
    const headGrew = head.length < headBytesMax && found.size > head.length;
    if (path === found.path && !headGrew) return;
    life.known = {
      ...life.known,
      path: found.path,
      ...(headGrew && { head: fingerprint(await reader.head()) }),
    };
    this.#options.store.update(life.known);
  }

  /** Files renamed out of every pattern while the agent was down stand, as a rule, in their old folder. */
  async #findRotated(seen: ReadonlySet<string>): Promise<void> {
    for (const [key, life] of this.#lives) {
      if (seen.has(key)) continue;
      const { path, device, inode, input, generation } = life.known;
      const found = await findByInode(path, device, inode);
      if (found !== undefined) {
        const minted = await this.#see(found, input, false);
        if (minted !== undefined) this.#options.store.add([minted.known]);
        continue;
      }
      this.#options.events.fileGone(path, life.offset);
      this.#options.store.forget([generation]);
      this.#lives.delete(key);
    }
  }

  /** An open file that no pattern shows any more was renamed or deleted; its descriptor still reads it. */
  #noticeRotations(seen: ReadonlySet<string>): void {
    for (const [key, life] of this.#lives) {
      if (life.reader === undefined || seen.has(key) || life.rotatedAtMs !== undefined) continue;
      life.rotatedAtMs = this.#options.clock.nowMs();
      this.#options.events.fileRotated(life.known.path);
    }
  }

  #lineBytesMax(input: number): number {
    const options = this.#options.inputs[input] ?? this.#options.inputs[0];
    if (options === undefined) throw new RangeError('a file source has at least one input');
    return options.lineBytesMax;
  }

  /** Read to its end: known on, without a descriptor. */
  async #rest(life: Life, reader: FileReader): Promise<void> {
    life.offset = reader.offset;
    life.reader = undefined;
    await reader.close();
  }

  /** This life is over: nothing of it can be read any more. */
  async #end(life: Life, reader: FileReader): Promise<void> {
    await this.#rest(life, reader);
    this.#lives.delete(fileKey(life.known));
    this.#options.store.forget([life.known.generation]);
  }

  readonly #unreadable = (path: string, error: unknown): void => {
    this.#tell(path, String(error), () => this.#options.events.fileUnreadable(path, error));
  };

  /** Tells once of each file and trouble, not at every look. */
  #tell(path: string, what: string, tell: () => void): void {
    if (this.#told.get(path) === what) return;
    this.#told.set(path, what);
    tell();
  }
}
