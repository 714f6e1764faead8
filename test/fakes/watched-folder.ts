import {
  appendFileSync,
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import type { LineChunk } from '../../src/record/chunk.ts';
import type { PositionStore } from '../../src/record/position.ts';
import type { FileInputOptions } from '../../src/sources/file/options.ts';
import { FileSource } from '../../src/sources/file/source.ts';
import type { FileEvents, FileSourceOptions, OpenFiles } from '../../src/sources/file/source-options.ts';
import { ImpatientClock } from './impatient-clock.ts';

/** One line as the source gave it. */
export interface ReadLine {
  readonly text: string;
  /** From the folder. */
  readonly path: string;
  readonly generation: string;
  readonly offset: number;
  /** Where a position may stand once the line is safe. */
  readonly position: number;
  readonly part: number | undefined;
}

/** What a test sets of an input; paths start at the folder. */
export type InputUnderTest = { readonly paths: readonly string[] } & Partial<Omit<FileInputOptions, 'paths'>>;

type Settings = Pick<FileSourceOptions, 'filesOpenMax' | 'watchesFolders' | 'own' | 'lookSliceMs'>;

/** A folder on the real file system, and a file source that reads it, each look a moment of virtual time after the last. */
export class WatchedFolder {
  readonly path: string;
  readonly clock = new ImpatientClock();
  /** What the source told, as `fileOpened app.log 0`. */
  readonly told: string[] = [];
  /** What the source said at each look of how far it has come. */
  readonly looks: Parameters<FileEvents['filesLook']>[0][] = [];
  readonly #openStore: () => PositionStore;
  #inputs: readonly FileInputOptions[];
  #running:
    | { source: FileSource; lines: AsyncGenerator<LineChunk | undefined>; store: PositionStore }
    | undefined;
  #minted = 0;
  readonly #data: string;

  readonly #settings: Settings;

  constructor(
    inputs: readonly InputUnderTest[],
    openStore: (folder: string) => PositionStore,
    settings: Settings & { readonly root?: string } = {},
  ) {
    const { root = tmpdir(), ...source } = settings;
    this.path = mkdtempSync(join(root, 'watched-'));
    this.#settings = source;
    this.#inputs = this.#options(inputs);
    const data = mkdtempSync(join(root, 'watched-data-'));
    this.#data = data;
    this.#openStore = () => openStore(data);
  }

  /** Starts the source, as a process does that was stopped or killed before. */
  start(inputs?: readonly InputUnderTest[], settings: Settings = this.#settings): void {
    if (inputs !== undefined) this.#inputs = this.#options(inputs);
    this.#run(this.#openStore(), new Map(), settings);
  }

  #run(store: PositionStore, openFiles: OpenFiles, settings: Settings = this.#settings): void {
    const { clock } = this;
    const mintGeneration = () => `life-${++this.#minted}`;
    const source = new FileSource({
      turnBytesMax: 1_024,
      inputs: this.#inputs,
      store,
      openFiles,
      clock,
      events: this.#events(),
      mintGeneration,
      lifeEnded: () => {},
      watchesFolders: false,
      ...settings,
    });
    this.#running = { source, lines: source.read(new AbortController().signal), store };
  }

  async stop(): Promise<void> {
    await this.#running?.lines.return(undefined);
    await this.#running?.source.close();
    this.#running?.store.close();
    this.#running = undefined;
  }

  /** As a reload does: another source, with other inputs, in the same process. */
  reload(inputs: readonly InputUnderTest[]): void {
    if (this.#running === undefined) throw new Error('the source is stopped');
    const openFiles = this.#running.source.handOver();
    this.#inputs = this.#options(inputs);
    this.#run(this.#running.store, openFiles);
  }

  async restart(inputs?: readonly InputUnderTest[]): Promise<void> {
    await this.stop();
    this.start(inputs);
  }

  async remove(): Promise<void> {
    await this.stop();
    rmSync(this.path, { recursive: true });
    rmSync(this.#data, { recursive: true });
  }

  get isRunning(): boolean {
    return this.#running !== undefined;
  }

  get store(): PositionStore {
    if (this.#running === undefined) throw new Error('the source is stopped');
    return this.#running.store;
  }

  /** Reads until a whole look at the folder finds nothing more, or so many chunks; commits nothing. */
  async readOpen(chunksMax = Number.POSITIVE_INFINITY): Promise<ReadLine[]> {
    const lines: ReadLine[] = [];
    let quiet = 0;
    for (let chunks = 0; quiet < 2 && chunks < chunksMax; ) {
      const next = await this.#running?.lines.next();
      if (next === undefined || next.done === true) throw new Error('the source ended');
      if (next.value === undefined) quiet += this.#running?.source.isBusy === true ? 0 : 1;
      else {
        quiet = 0;
        chunks += 1;
        this.#journalCut(next.value);
        lines.push(...this.#linesOf(next.value));
      }
    }
    return lines;
  }

  /** Lets the time pass in which the copy of a file that is gone is waited for. */
  async giveUpGone(): Promise<void> {
    for (let round = 0; round < 6; round += 1) {
      if (round % 3 === 0) this.clock.pass(700_000);
      await this.read();
    }
  }

  /** Reads all there is and commits it. */
  async read(): Promise<ReadLine[]> {
    const lines = await this.readOpen();
    this.commit(lines);
    return lines;
  }

  /** The texts of all there is, committed; newlines stay on. */
  async texts(): Promise<string[]> {
    return (await this.read()).map(({ text }) => text);
  }

  commit(lines: readonly ReadLine[]): void {
    const positions = lines.map(({ generation, position }) => ({ generation, offset: position }));
    this.store.commit(this.#running?.source.acknowledged(positions) ?? []);
  }

  at(name: string): string {
    return join(this.path, name);
  }

  append(name: string, text: string | Uint8Array): void {
    mkdirSync(dirname(this.at(name)), { recursive: true });
    appendFileSync(this.at(name), text);
  }

  rename(from: string, to: string): void {
    renameSync(this.at(from), this.at(to));
  }

  copyAndTruncate(name: string, copy: string): void {
    copyFileSync(this.at(name), this.at(copy));
    truncateSync(this.at(name));
  }

  nameOf(path: string): string {
    return relative(this.path, path);
  }

  get openCount(): number {
    return this.#running?.source.openCount ?? 0;
  }

  inode(name: string): number {
    return statSync(this.at(name)).ino;
  }

  /** As the parsers do before anything of the chunk is sent. */
  #journalCut({ file, offset, bytes, isCut }: LineChunk): void {
    if (!isCut) return;
    const marker = { offset, until: offset + bytes.length, timeMs: this.clock.nowMs(), isCut };
    this.store.mark(file.generation, [marker]);
  }

  *#linesOf(chunk: LineChunk): Generator<ReadLine> {
    let start = 0;
    for (const end of chunk.lineEnds) {
      const part = start === 0 ? chunk.part : undefined;
      yield {
        text: chunk.bytes.toString('utf8', start, end),
        path: relative(this.path, chunk.file.path),
        generation: chunk.file.generation,
        offset: chunk.offset + start,
        position: part === undefined || part.last ? chunk.offset + end : part.lineStart,
        part: part?.index,
      };
      start = end;
    }
  }

  #options(inputs: readonly InputUnderTest[]): FileInputOptions[] {
    return inputs.map(({ paths, exclude = [], ...options }) => ({
      type: 'file',
      format: 'auto',
      encoding: 'utf-8',
      skipHeaderLines: 0,
      startAt: 'beginning',
      deleteAfterAcknowledged: false,
      lineBytesMax: 1_024,
      discoverDelayMs: 10,
      pollDelayMs: 10,
      ...options,
      paths: paths.map((pattern) => this.at(pattern)),
      exclude: exclude.map((pattern) => this.at(pattern)),
    }));
  }

  #events(): FileEvents {
    const tell = (event: string) => (path: string, detail: unknown) => {
      const words = [event, relative(this.path, path)];
      if (typeof detail === 'number' || typeof detail === 'string') words.push(String(detail));
      this.told.push(words.join(' '));
    };
    return {
      fileOpened: tell('fileOpened'),
      fileUnreadable: tell('fileUnreadable'),
      fileSkipped: tell('fileSkipped'),
      fileDamaged: (path, { at, isCut, textBytes, lostBytes }) =>
        this.told.push(
          `fileDamaged ${relative(this.path, path)} ${isCut ? 'cut' : ''}@${at} ${textBytes} ${lostBytes}`,
        ),
      fileRefused: tell('fileRefused'),
      ownFilesSkipped: (place) => this.told.push(`ownFilesSkipped ${place}`),
      fileTruncated: tell('fileTruncated'),
      fileRotated: (path) => tell('fileRotated')(path, undefined),
      fileMissed: (path, offset, unread) =>
        this.told.push(`fileMissed ${relative(this.path, path)} ${offset} ${unread}`),
      fileGone: (path, offset, vanished) =>
        this.told.push(`fileGone ${relative(this.path, path)} ${offset} ${vanished}`),
      fileCopied: (path, original) => tell('fileCopied')(path, relative(this.path, original)),
      fileAbandoned: tell('fileAbandoned'),
      fileDeleted: (path) => tell('fileDeleted')(path, undefined),
      fileUndeletable: (path) => tell('fileUndeletable')(path, undefined),
      filesOpenRaised: (open, max) => this.told.push(`filesOpenRaised ${open} ${max}`),
      readingPaused: () => this.told.push('readingPaused'),
      readingResumed: () => this.told.push('readingResumed'),
      folderNotWatched: tell('folderNotWatched'),
      filesLook: (look) => void this.looks.push(look),
    };
  }
}
