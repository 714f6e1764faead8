import type { Source } from '../../flow/seams.ts';
import type { LineChunk } from '../../record/chunk.ts';
import type { Position } from '../../record/position.ts';
import { NotAnswered } from './disk-calls.ts';
import { FolderWatch } from './folder-watch.ts';
import { lookAtQuietly } from './found-file.ts';
import { windowBytesMax } from './identity.ts';
import { acknowledge, isLeftOut } from './life.ts';
import { FileLives } from './lives.ts';
import { Look } from './look.ts';
import { progressOf } from './progress.ts';
import { Readers } from './readers.ts';
import { ShippedRemover } from './shipped-remover.ts';
import type { FileSourceOptions, OpenFiles } from './source-options.ts';

/** Looks that events ask for take no more than this share of the time, but come after this time at the latest, ms. */
const looksShareMax = 0.1;
const lookSpacingMaxMs = 2_000;

/** Events ask for a look no sooner than this after the last one, ms. */
const lookSpacingMs = 250;

/** Where a folder's events cannot be had, all is looked at this often, ms. */
const unwatchedDelayMs = 1_000;

/**
 * Follows the files of all inputs. Yields chunks of whole lines, a bounded number of bytes a file and turn, and
 * `undefined` when there was nothing to read.
 */
export class FileSource implements Source<LineChunk | undefined> {
  readonly #options: FileSourceOptions;
  readonly #lives: FileLives;
  readonly #readers: Readers;
  readonly #look: Look;
  readonly #remover: ShippedRemover;
  readonly #watch: FolderWatch | undefined;
  readonly #told = new Map<string, string>();
  /** What could not be read since the look before. */
  readonly #closedTo = new Set<string>();
  /** One for all files: a chunk is done with when the next one is asked for. */
  #buffer: Buffer;
  #folders = new Set<string>();
  #lookedMs = Number.NEGATIVE_INFINITY;
  #lookTookMs = 0;
  #isLookWanted = false;
  #isBusy = false;

  constructor(options: FileSourceOptions) {
    this.#options = options;
    const { events, watchesFolders = true } = options;
    const unreadable = (path: string, error: unknown) => this.#unreadable(path, error);
    this.#lives = new FileLives(options);
    this.#readers = new Readers(options, this.#lives, unreadable);
    this.#remover = new ShippedRemover(options, this.#lives, this.#readers);
    this.#watch = watchesFolders
      ? new FolderWatch((path, reason) => events.folderNotWatched(path, reason))
      : undefined;
    this.#look = new Look(options, {
      lives: this.#lives,
      readers: this.#readers,
      tell: (path, what, tell) => this.#tell(path, what, tell),
      unreadable,
      folder: (path) => this.#folders.add(path),
    });
    this.#buffer = this.#newBuffer();
  }

  /** Whether there is more to do at once, though nothing was yielded. */
  get isBusy(): boolean {
    return this.#isBusy;
  }

  get openCount(): number {
    return this.#readers.openCount;
  }

  async *read(signal: AbortSignal): AsyncGenerator<LineChunk | undefined> {
    const { clock, inputs, store } = this.#options;
    store.gather();
    const pollDelayMs = Math.min(...inputs.map((input) => input.pollDelayMs));
    while (!signal.aborted) {
      if (this.#isLookDue()) yield* this.#lookAtAll(signal);
      else await this.#lookAtChanged();
      if (await this.#look.turn()) this.#isLookWanted = true;
      const chunks = yield* this.#pass(signal);
      if (signal.aborted) return;
      if (chunks > 0) continue;
      yield undefined;
      if (!this.#isBusy) await clock.sleep(pollDelayMs, signal);
    }
  }

  /** One turn of each life that may have something to read; returns how many had. */
  async *#pass(signal: AbortSignal): AsyncGenerator<LineChunk, number> {
    let chunks = 0;
    this.#isBusy = this.#look.isBusy;
    for (const life of this.#readers.inTurn()) {
      if (signal.aborted) break;
      const turn = await this.#readers.turn(life, this.#buffer);
      if (turn === 'moved') this.#isLookWanted = true;
      else if (turn === 'busy') this.#isBusy = true;
      else if (turn === 'unanswered') this.#buffer = this.#newBuffer();
      else if (turn !== 'nothing') {
        this.#told.delete(life.known.path);
        chunks += 1;
        yield turn;
      }
    }
    const skipped = this.#readers.takeSkipped();
    if (skipped.length > 0) this.#options.store.commit(skipped);
    this.#options.store.flush();
    return chunks;
  }

  #newBuffer(): Buffer {
    return Buffer.allocUnsafe(this.#readers.turnBytesMax + windowBytesMax);
  }

  /** Takes acknowledgements, and says what to remember: the positions, each with what shows that it still holds. */
  acknowledged(positions: readonly Position[]): Position[] {
    return positions.map((position) => {
      const life = this.#lives.ofGeneration(position.generation);
      const window = life === undefined ? undefined : acknowledge(life, position.offset);
      return window === undefined ? position : { ...position, window };
    });
  }

  /** Ends this source; another one, whose inputs may be others, reads on in the files that are open. */
  handOver(): OpenFiles {
    this.#watch?.close();
    void this.#look.close(); // What it compared is compared again.
    return this.#readers.handOver();
  }

  async close(): Promise<void> {
    this.#watch?.close();
    await this.#look.close();
    this.#lives.rememberSizes();
    this.#options.store.flush();
    await this.#readers.close();
  }

  async *#lookAtAll(signal: AbortSignal): AsyncGenerator<LineChunk | undefined> {
    const { clock } = this.#options;
    this.#lookedMs = clock.nowMs();
    this.#isLookWanted = false;
    this.#folders = new Set();
    this.#watch?.lookStarts();
    for await (const _ of this.#look.full()) {
      yield* this.#pass(signal);
      if (signal.aborted) return;
      this.#isBusy = true;
      yield undefined;
    }
    this.#watch?.lookDone(this.#folders);
    await this.#remover.remove();
    this.#lookTookMs = Math.max(0, clock.nowMs() - this.#lookedMs);
    for (const { known } of this.#readers.failures.lives) this.#closedTo.add(known.path);
    this.#options.events.filesLook({ files: progressOf(this.#lives.all()), unreadable: [...this.#closedTo] });
    this.#closedTo.clear();
    this.#options.store.flush();
    if (this.#told.size > toldMax) this.#told.clear();
  }

  /** The files that events name. */
  async #lookAtChanged(): Promise<void> {
    for (const path of this.#watch?.takeChanged() ?? []) {
      const life = this.#lives.byPath.get(path);
      if (life === undefined || life.reader !== undefined || isLeftOut(life)) continue;
      const found = lookAtQuietly(life.home?.path ?? path); // Events name the file that a link leads to.
      if (found === undefined || !(await this.#look.see(found))) this.#isLookWanted = true;
    }
  }

  #isLookDue(): boolean {
    const { clock, inputs } = this.#options;
    // A clock that was set back must not hold up the next look until the old time comes again.
    const passedMs = Math.abs(clock.nowMs() - this.#lookedMs);
    const discoverDelayMs = Math.min(...inputs.map((input) => input.discoverDelayMs));
    if (passedMs >= discoverDelayMs) return true;
    if (this.#watch?.hasGaps === true && passedMs >= unwatchedDelayMs) return true;
    const isWanted = this.#isLookWanted || this.#watch?.hasNews === true || this.#look.isUnripe;
    const spacingMs = Math.max(lookSpacingMs, this.#lookTookMs / looksShareMax);
    return isWanted && passedMs >= Math.min(spacingMs, lookSpacingMaxMs);
  }

  #unreadable(path: string, error: unknown): void {
    this.#closedTo.add(path);
    if (error instanceof NotAnswered && !error.isLong) return; // It may be slow, and no more.
    this.#tell(path, String(error), () => this.#options.events.fileUnreadable(path, error));
  }

  /** Tells once of each file and matter, not at every look. */
  #tell(path: string, what: string, tell: () => void): void {
    if (this.#told.get(path) === what) return;
    this.#told.set(path, what);
    tell();
  }
}

/** Matters that are remembered as told; then they are told again. */
const toldMax = 50_000;
