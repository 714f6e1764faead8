import type { LineChunk } from '../../record/chunk.ts';
import type { Position } from '../../record/position.ts';
import type { Content } from './content.ts';
import { tellDamage } from './damage.ts';
import { NotAnswered } from './disk-calls.ts';
import { type FoundFile, isMissing } from './found-file.ts';
import type { Life, LifeReader } from './life.ts';
import { LifeInputs } from './life-inputs.ts';
import type { FileLives } from './lives.ts';
import { openContent } from './open-content.ts';
import { closeQuietly, ReadFailures } from './read-failures.ts';
import { type FileSourceOptions, idleCloseMs, type OpenFiles, rotatedQuietMs } from './source-options.ts';
import { inTurn } from './turn-order.ts';
import { takeWaitingRest, waitedMsOf } from './waiting-rest.ts';

const filesOpenMaxDefault = 1_000;

/**
 * What a turn of one life came to. `moved`: the file is another one by now, and is to be looked for. `unanswered`: its
 * disk does not answer, and may still write to the buffer.
 */
export type Turn = LineChunk | 'nothing' | 'busy' | 'moved' | 'unanswered';

/**
 * The lives that may have something to read, and the files that are open for them: no more than `filesOpenMax`, but
 * for rotated files that wait to be read and acknowledged; to close one of those may lose it.
 */
export class Readers {
  readonly ready = new Set<Life>();
  readonly failures = new ReadFailures();
  readonly #options: FileSourceOptions;
  readonly #lives: FileLives;
  readonly #unreadable: (path: string, error: unknown) => void;
  /** Least lately read first. */
  readonly #open = new Set<Life>();
  readonly #filesOpenMax: number;
  readonly #inputs: LifeInputs;
  #isRaised = false;

  constructor(
    options: FileSourceOptions,
    lives: FileLives,
    unreadable: (path: string, error: unknown) => void,
  ) {
    this.#options = options;
    this.#lives = lives;
    this.#unreadable = unreadable;
    this.#filesOpenMax = options.filesOpenMax ?? filesOpenMaxDefault;
    this.#inputs = new LifeInputs(options);
    this.#adopt(options.openFiles ?? new Map());
  }

  get turnBytesMax(): number {
    return this.#inputs.turnBytesMax;
  }

  get openCount(): number {
    return this.#open.size;
  }

  /** Positions that no acknowledgement tells of. */
  takeSkipped(): Position[] {
    return this.#inputs.takeSkipped();
  }

  /** Those that are to be looked at, in this order. */
  inTurn(): Life[] {
    return inTurn(this.ready);
  }

  /** Opens the life's home and makes sure that it is; it is ready then, or settled where all of it was read. */
  async admit(life: Life): Promise<'same' | 'other' | 'later'> {
    const { home } = life;
    if (home === undefined || life.reader !== undefined) return 'later';
    try {
      const opened = await this.#openChecked(life, home);
      if (opened === undefined) return 'later';
      const { reader, checked } = opened;
      const { size } = await reader.content.status();
      if (checked === 'other') {
        await reader.close();
        return 'other';
      }
      life.home = { ...home, ...opened.found, path: home.path };
      if (checked === 'same' && life.isOnTrial) this.#lives.place(life, life.home);
      // Of one that is damaged the rest may come yet.
      if (size === life.offset && checked === 'same' && reader.content.damage === undefined) {
        if (reader.content.compression !== undefined) life.sizeSeen = size;
        await reader.close();
        this.#settle(life, opened.found);
      } else await this.#take(life, reader);
      return 'same';
    } catch (error) {
      if (!isMissing(error)) this.#tellUnreadable(life, home.path, error);
      return 'later';
    }
  }

  async #openChecked(life: Life, home: FoundFile) {
    const opened = await openContent(home);
    if (opened === undefined) return undefined;
    const { content, found } = opened;
    try {
      const reader = this.#inputs.reader(life, content);
      return { reader, checked: await reader.check(), found };
    } catch (error) {
      await content.close().catch(() => {}); // The first error tells more.
      throw error;
    }
  }

  /** Keeps a file that was read to its end open, as one that is about to lose its name. */
  async hold(life: Life): Promise<boolean> {
    const opened = life.home === undefined ? undefined : await openContent(life.home);
    if (opened === undefined) return false;
    life.settled = undefined;
    await this.#take(life, this.#inputs.reader(life, opened.content));
    return true;
  }

  /** One look at one life's file, of a bounded number of bytes. */
  async turn(life: Life, buffer: Buffer): Promise<Turn> {
    if (this.failures.isWaiting(life, this.#options.clock.nowMs())) return 'nothing';
    try {
      if (this.failures.has(life)) await this.#openAnew(life);
      if (life.reader === undefined) {
        const admitted = await this.admit(life);
        if (admitted === 'later') this.ready.delete(life); // A look finds it again.
        if (admitted === 'other') return this.#lost(life);
      }
      const { reader } = life;
      if (reader === undefined) return 'nothing';
      const look = await reader.look(buffer);
      if (look.kind === 'other') return this.#lost(life);
      this.failures.over(life);
      if (look.kind === 'busy') return 'busy';
      if (life.isOnTrial && life.home !== undefined) this.#lives.place(life, life.home);
      if (look.kind === 'nothing') return await this.#endOfFile(life, reader, buffer);
      return this.#read(life, look.chunk);
    } catch (error) {
      this.failures.failed(life, this.#options.clock.nowMs(), error instanceof NotAnswered);
      this.#tellUnreadable(life, life.known.path, error);
      return error instanceof NotAnswered && error.isOut ? 'unanswered' : 'nothing';
    }
  }

  /** What a failing descriptor reads may be read through another one. Until that works it is kept: its file may have no name. */
  async #openAnew(life: Life): Promise<void> {
    const { home, reader } = life;
    if (home === undefined || reader === undefined) return;
    const opened = await this.#openChecked(life, home).catch((error: unknown) => {
      if (!isMissing(error)) throw error;
    });
    if (opened === undefined) return;
    life.reader = opened.reader;
    await closeQuietly(reader);
  }

  /** There is at least so much of it, for all that cannot be read. */
  #tellUnreadable(life: Life, path: string, error: unknown): void {
    const { home, reader } = life;
    if (home !== undefined && reader?.content.compression === undefined)
      life.sizeSeen = Math.max(life.sizeSeen, home.size);
    this.#unreadable(path, error);
  }

  /** Gives the open files away; nothing is read of them here any more. */
  handOver(): OpenFiles {
    const files = new Map<string, Content>();
    for (const { known, reader } of this.#open)
      if (reader !== undefined) files.set(known.generation, reader.content);
    this.#open.clear();
    this.ready.clear();
    return files;
  }

  async close(): Promise<void> {
    for (const life of this.#open) {
      await this.#tellAbandoned(life);
      if (life.reader !== undefined) await closeQuietly(life.reader);
    }
    this.#open.clear();
  }

  /** A file without a name is gone for good when it is closed. */
  async #tellAbandoned({ reader, known, committed }: Life): Promise<void> {
    const status = await reader?.content.status().catch(() => undefined);
    if (status?.isDeleted !== true || !Number.isFinite(status.size) || status.size <= committed) return;
    this.#options.events.fileAbandoned(known.path, status.size - committed);
  }

  /** Reads on from the committed offset; the bound on open files holds again from the next one that is opened on. */
  #adopt(files: OpenFiles): void {
    for (const [generation, content] of files) {
      const life = this.#lives.ofGeneration(generation);
      if (life?.home === undefined) {
        void content.close();
        continue;
      }
      life.reader = this.#inputs.reader(life, content);
      this.ready.add(life);
      this.#open.add(life);
    }
  }

  /** A compressed file in which a life was looked for may hold another one. */
  async #lost(life: Life): Promise<'moved'> {
    await this.release(life);
    this.#lives.loseHome(life, 'cut');
    return 'moved';
  }

  /** Closes its file, which may be read on later. */
  async release(life: Life): Promise<void> {
    const { reader } = life;
    life.reader = undefined;
    this.ready.delete(life);
    this.#open.delete(life);
    this.failures.over(life);
    if (reader !== undefined) await closeQuietly(reader);
  }

  #read(life: Life, chunk: LineChunk): LineChunk {
    life.lastReadMs = this.#options.clock.nowMs();
    this.#open.delete(life);
    this.#open.add(life);
    return chunk;
  }

  /** What is rotated is let go when it was quiet for a while and all of it is acknowledged; its last line may lack its newline. */
  async #endOfFile(life: Life, reader: LifeReader, buffer: Buffer): Promise<Turn> {
    const nowMs = this.#options.clock.nowMs();
    const quietMs = nowMs - Math.max(life.lastReadMs, life.rotatedAtMs ?? 0);
    const inputs = { flushAfterMs: this.#inputs.of(life).flushAfterMs, events: this.#inputs.eventsOf(life) };
    const rest = await takeWaitingRest(life, reader, { ...inputs, buffer, quietMs, nowMs });
    if (rest !== undefined) return this.#read(life, rest);
    const status = reader.idleStatus;
    if (status === undefined) return 'nothing';
    if (life.rotatedAtMs === undefined) {
      // Half a line is all that is left of it where its file is deleted now.
      const hasHalfLine = status.size > life.offset;
      const isSafe = life.committed >= life.offset; // Else it may have to be read again, though its name is gone.
      if (quietMs >= idleCloseMs && !hasHalfLine && isSafe) await this.#rest(life, reader);
    } else if (
      Math.min(quietMs, waitedMsOf(life, nowMs)) >= rotatedQuietMs &&
      life.committed >= life.offset
    ) {
      await this.#rest(life, reader);
      if (status.isDeleted) this.#lives.loseHome(life, 'gone');
    }
    return 'nothing';
  }

  /** Known on, without a descriptor. */
  async #rest(life: Life, reader: LifeReader): Promise<void> {
    const { idleStatus } = reader;
    const { home } = life;
    await this.release(life);
    if (home === undefined || idleStatus === undefined) return;
    tellDamage(life, reader.content, home, this.#options.events);
    this.#settle(life, reader.content.compression === undefined ? idleStatus : home);
  }

  #settle(life: Life, { size, modifiedNs }: Pick<FoundFile, 'size' | 'modifiedNs'>): void {
    life.settled = { size, modifiedNs };
    life.wasRead = true;
    this.ready.delete(life);
  }

  async #take(life: Life, reader: LifeReader): Promise<void> {
    await this.#makeRoom();
    life.reader = reader;
    this.ready.add(life);
    this.#open.add(life);
    this.#options.events.fileOpened(life.known.path, life.offset);
  }

  async #makeRoom(): Promise<void> {
    if (this.#open.size < this.#filesOpenMax) return;
    let busy: Life | undefined;
    for (const life of this.#open) {
      if (life.rotatedAtMs !== undefined || life.reader === undefined) continue;
      if (life.reader.idleStatus !== undefined && !this.#isWaitedFor(life))
        return this.#rest(life, life.reader);
      busy ??= life;
    }
    if (busy !== undefined) {
      await this.release(busy);
      this.ready.add(busy);
      return;
    }
    if (!this.#isRaised) this.#options.events.filesOpenRaised(this.#open.size + 1, this.#filesOpenMax);
    this.#isRaised = true;
  }

  /** Whether lines are left that are to be sent after a while: its turns must go on. */
  #isWaitedFor(life: Life): boolean {
    return this.#inputs.eventsOf(life) !== undefined && life.waiting?.isHalfLine === false;
  }
}
