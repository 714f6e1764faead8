import { type FileHandle, open } from 'node:fs/promises';
import type { KnownFile } from '../../record/position.ts';
import { type FoundFile, fileKey, findByInode, findFiles, isMissing, lookAtHandle } from './discover.ts';
import { fingerprint, headBytesMax, isSameFile, looksCompressed, readHead } from './identity.ts';
import { FileReader } from './reader.ts';
import type { FileSourceOptions } from './source-options.ts';

/** One life of a file, with a reader while there may be something to read. */
export interface Life {
  known: KnownFile;
  /** Offset of the next byte to read, while no reader knows better. */
  offset: number;
  reader: FileReader | undefined;
  /** When it was seen under another name, or by no pattern any more: renamed or deleted. */
  rotatedAtMs: number | undefined;
  /** Whether a pattern showed it at the last look. */
  isSeen: boolean;
  lastReadMs: number;
  /** Whether this run read it to its end. */
  wasRead: boolean;
  /** When the file was written last, where a look since then found all of it read. */
  nothingNewSinceNs: bigint | undefined;
}

/** Finds files by glob, knows each by device, inode and head over renames and restarts, and opens what has new bytes. */
export class FileLives {
  readonly #options: FileSourceOptions;
  /** By device and inode: there is one life in an inode at a time. */
  readonly #lives = new Map<string, Life>();
  /** Compressed files by device and inode, with the time they were written last. */
  readonly #compressed = new Map<string, bigint>();
  readonly #told = new Map<string, string>();
  /** Inputs whose files, where they are there at the first look, are read from their end on. */
  readonly #fromEnd: Set<number>;

  constructor(options: FileSourceOptions) {
    this.#options = options;
    const known = options.store.files();
    for (const file of known) this.#lives.set(fileKey(file), this.#life(file));
    // Only at the first run ever: what appeared while the agent was down is read from its beginning.
    const inputsKnown = new Set(known.map(({ input }) => input));
    const fromEnd = [...options.inputs.entries()].filter(([, { startAt }]) => startAt === 'end');
    this.#fromEnd = new Set(fromEnd.map(([input]) => input).filter((input) => !inputsKnown.has(input)));
  }

  /** Rotated files first, the oldest before the others: they are the ones that may disappear. */
  readersByAge(): [Life, FileReader][] {
    const open: [Life, FileReader][] = [];
    for (const life of this.#lives.values()) if (life.reader !== undefined) open.push([life, life.reader]);
    return open.sort(
      ([left], [right]) => (left.rotatedAtMs ?? Infinity) - (right.rotatedAtMs ?? Infinity) || 0,
    );
  }

  /** Looks for files that are new, grew, moved or went away. New lives are in the store when it resolves. */
  async discover(): Promise<void> {
    const seen = new Set<string>();
    const minted: KnownFile[] = [];
    for (const [input, { paths, exclude }] of this.#options.inputs.entries()) {
      for (const found of await findFiles(paths, exclude, this.unreadable)) {
        if (seen.has(fileKey(found))) continue; // It is the input's that stands first.
        seen.add(fileKey(found));
        const life = await this.#see(found, input);
        if (life !== undefined) minted.push(life.known);
      }
    }
    this.#fromEnd.clear();
    this.#options.store.add(minted);
    for (const [key, life] of this.#lives) {
      if (life.reader === undefined && !seen.has(key)) await this.#lookForUnseen(key, life);
    }
    this.#noticeRotations(seen);
    for (const key of this.#compressed.keys()) if (!seen.has(key)) this.#compressed.delete(key);
  }

  /** Read to its end: known on, without a descriptor. */
  async rest(life: Life, reader: FileReader): Promise<void> {
    life.offset = reader.offset;
    life.reader = undefined;
    life.wasRead = true;
    life.nothingNewSinceNs = undefined;
    await reader.close();
  }

  /** This life is over: nothing of it can be read any more. */
  async end(life: Life, reader: FileReader): Promise<void> {
    await this.rest(life, reader);
    this.#forget(fileKey(life.known), life);
  }

  async close(): Promise<void> {
    for (const life of this.#lives.values()) await life.reader?.close();
    this.#lives.clear();
  }

  readonly unreadable = (path: string, error: unknown): void => {
    this.#tell(path, String(error), () => this.#options.events.fileUnreadable(path, error));
  };

  /** Opens a file that is new or has new bytes; returns its life where that is a new one. */
  async #see(found: FoundFile, input: number): Promise<Life | undefined> {
    const life = this.#lives.get(fileKey(found));
    if (life !== undefined) this.#seeAgain(life);
    if (life?.reader !== undefined) return void (await this.#refresh(life, life.reader, found));
    if (life !== undefined && hasNothingNew(life, found)) return undefined;
    if (this.#compressed.get(fileKey(found)) === found.modifiedNs) return undefined;
    return this.#open(found, async (handle, head) => {
      if (looksCompressed(head)) return void (await this.#skip(found, handle));
      if (life !== undefined && isSameFile(life.known, life.offset, found, head)) {
        return void (await this.#resume(life, { ...found, input }, handle));
      }
      if (life !== undefined) this.#replaced(life, found);
      return this.#begin(found, input, head, handle);
    });
  }

  /** A rotated file that no pattern matches any more stands, as a rule, in its old folder, and may still grow. */
  async #lookForUnseen(key: string, life: Life): Promise<void> {
    const { path, device, inode, input } = life.known;
    const found = await findByInode(path, device, inode);
    if (found === 'unknown') return;
    if (found !== undefined && hasNothingNew(life, found)) return;
    let isOther = found === undefined;
    if (found !== undefined) {
      await this.#open(found, async (handle, head) => {
        // Another file in its inode is none of ours: no pattern asks for it.
        isOther = !isSameFile(life.known, life.offset, found, head);
        if (isOther) await handle.close();
        else await this.#resume(life, { ...found, input }, handle);
      });
    }
    if (!isOther) return;
    if (!life.wasRead) this.#options.events.fileGone(path, life.offset);
    this.#forget(key, life);
  }

  /** Gives an open file and its head to `take`, which owns the handle then; undefined where that cannot be. */
  async #open<Result>(
    found: FoundFile,
    take: (handle: FileHandle, head: Buffer) => Promise<Result>,
  ): Promise<Result | undefined> {
    let handle: FileHandle | undefined;
    try {
      handle = await open(found.path, 'r');
      // Between the look and the opening another file may have got the name: it is seen at the next look.
      if (fileKey(await lookAtHandle(handle, found.path)) === fileKey(found)) {
        return await take(handle, await readHead(handle));
      }
      await handle.close();
    } catch (error) {
      await handle?.close();
      if (!isMissing(error)) this.unreadable(found.path, error);
    }
    return undefined;
  }

  async #skip(found: FoundFile, handle: FileHandle): Promise<void> {
    await handle.close();
    this.#compressed.set(fileKey(found), found.modifiedNs);
    this.#tell(found.path, 'compressed', () =>
      this.#options.events.fileSkipped(found.path, 'it is compressed'),
    );
  }

  #begin(found: FoundFile, input: number, head: Buffer, handle: FileHandle): Life {
    const { path, device, inode, size } = found;
    const generation = this.#options.mintGeneration();
    const offset = this.#fromEnd.has(input) ? size : 0;
    const known = { generation, path, input, device, inode, head: fingerprint(head), offset, markers: [] };
    const life = this.#life(known);
    this.#lives.set(fileKey(found), life);
    this.#startReading(life, handle);
    return life;
  }

  async #resume(
    life: Life,
    found: FoundFile & { readonly input: number },
    handle: FileHandle,
  ): Promise<void> {
    const { path, input, size, modifiedNs } = found;
    const moved = path !== life.known.path || input !== life.known.input;
    life.known = { ...life.known, path, input };
    if (moved) this.#options.store.update(life.known);
    if (size > life.offset) return this.#startReading(life, handle);
    life.wasRead = true;
    life.nothingNewSinceNs = modifiedNs;
    await handle.close();
  }

  #startReading(life: Life, handle: FileHandle): void {
    const { generation, path, input } = life.known;
    const options = this.#options.inputs[input] ?? this.#options.inputs[0];
    if (options === undefined) throw new RangeError('a file source has at least one input');
    life.reader = new FileReader({ generation, path, input }, handle, life.offset, options.lineBytesMax);
    life.lastReadMs = this.#options.clock.nowMs();
    this.#told.delete(path);
    this.#options.events.fileOpened(path, life.offset);
  }

  #life(known: KnownFile): Life {
    return {
      known,
      offset: known.offset,
      reader: undefined,
      rotatedAtMs: undefined,
      isSeen: true,
      lastReadMs: this.#options.clock.nowMs(),
      wasRead: false,
      nothingNewSinceNs: undefined,
    };
  }

  /** Follows a file to its new name, and its fingerprint as its head grows. */
  async #refresh(life: Life, reader: FileReader, found: FoundFile): Promise<void> {
    const { path, head } = life.known;
    const headGrew = head.length < headBytesMax && found.size > head.length;
    if (path === found.path && !headGrew) return;
    if (path !== found.path) this.#rotated(life);
    const newHead = headGrew ? await this.#headOf(reader, found.path) : undefined;
    life.known = {
      ...life.known,
      path: found.path,
      ...(newHead !== undefined && { head: fingerprint(newHead) }),
    };
    this.#options.store.update(life.known);
  }

  /** Undefined where it cannot be read now: that is this file's trouble alone. */
  async #headOf(reader: FileReader, path: string): Promise<Buffer | undefined> {
    try {
      return await reader.head();
    } catch (error) {
      this.unreadable(path, error);
      return undefined;
    }
  }

  /** The inode was given out again, or the file was cut and written anew: what was known of it is over. */
  #replaced(life: Life, found: FoundFile): void {
    const { events } = this.#options;
    const { path } = life.known;
    if (path === found.path) events.fileTruncated(path, life.offset);
    else if (!life.wasRead) events.fileGone(path, life.offset);
    this.#forget(fileKey(found), life);
  }

  /** An open file that no pattern shows any more was renamed or deleted; its descriptor still reads it. */
  #noticeRotations(seen: ReadonlySet<string>): void {
    for (const [key, life] of this.#lives) {
      if (seen.has(key)) continue;
      life.isSeen = false;
      if (life.reader !== undefined && life.rotatedAtMs === undefined) this.#rotated(life);
    }
  }

  #rotated(life: Life): void {
    life.rotatedAtMs = this.#options.clock.nowMs();
    this.#options.events.fileRotated(life.known.path);
  }

  /** It was renamed back, and is written again. */
  #seeAgain(life: Life): void {
    if (!life.isSeen) life.rotatedAtMs = undefined;
    life.isSeen = true;
  }

  #forget(key: string, life: Life): void {
    this.#lives.delete(key);
    this.#options.store.forget([life.known.generation]);
    this.#options.lifeEnded(life.known.generation);
  }

  /** Tells once of each file and trouble, not at every look. */
  #tell(path: string, what: string, tell: () => void): void {
    if (this.#told.get(path) === what) return;
    this.#told.set(path, what);
    tell();
  }
}

/** The size alone does not tell: the next file in this inode may be as long. */
function hasNothingNew(life: Life, found: FoundFile): boolean {
  return life.offset === found.size && life.nothingNewSinceNs === found.modifiedNs;
}
