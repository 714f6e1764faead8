import { FileLag, type FileProgress } from './file-lag.ts';

/** What the source saw at one look around. */
export interface FilesLook {
  /** Files that are open, or hold bytes that were not read; those at rest may be left out. */
  readonly files: readonly FileProgress[];
  /** Paths that match and cannot be opened or read. */
  readonly unreadable: readonly string[];
}

/** What bytes were read of. */
export interface ReadFile {
  readonly generation: string;
  readonly path: string;
  /** Of the spool, and no file. */
  readonly isSpool?: true;
}

/** Bytes [offset, end); after them a position may stand at `lineEnd`. */
export interface ReadRange {
  readonly offset: number;
  readonly end: number;
  readonly lineEnd: number;
}

export interface AgentHealthLimits {
  /** A file or the road that moves nothing for so long is stuck. */
  readonly stuckAfterMs: number;
  /** A block may wait for company so long before it is sent. */
  readonly flushDelayMs: number;
}

/** A turn of the main loop takes milliseconds, and a call that is answered by nobody 30 s; then comes the next attempt. */
const silenceMsMax = 120_000;

/**
 * How the agent gets on: what is read, what is acknowledged, and whether it still turns. States of the road:
 * `connecting` until the stream answered, `open`, `ending` from the end of the reading
 * on, until all is delivered, and `ended` where nothing more will come.
 */
export class AgentProgress {
  road: 'connecting' | 'open' | 'ending' | 'ended' = 'connecting';
  /** Why it cannot start, where waiting alone does not mend it; it is tried again all the same. */
  failure: string | undefined;
  /** The reading waits for room on the disk of the positions. */
  isPaused = false;
  /** Kinesis denies what the agent asks for, in words; undefined once something was acknowledged. */
  refusal: string | undefined;
  readonly #lags = new Map<string, FileLag>();
  #limits: AgentHealthLimits = { stuckAfterMs: 60_000, flushDelayMs: 0 };
  #unreadable = 0;
  #signMs: number;
  #idleMs = 0;
  #readMs: number;
  #acknowledgedMs: number;

  /** What keeps inputs from taking messages, in words. */
  readonly #inputTroubles: ReadonlyMap<string, string>;

  constructor(nowMs: number, inputTroubles: ReadonlyMap<string, string> = new Map()) {
    this.#inputTroubles = inputTroubles;
    this.#signMs = nowMs;
    this.#readMs = nowMs;
    this.#acknowledgedMs = nowMs;
  }

  set limits(limits: AgentHealthLimits) {
    this.#limits = limits;
  }

  /** The main loop goes on. Idle: there was nothing to read anywhere. */
  turn(isIdle: boolean, nowMs: number): void {
    this.#signMs = nowMs;
    if (isIdle) this.#idleMs = nowMs;
  }

  /** Something was tried at the far end, with whatever outcome. */
  attempted(nowMs: number): void {
    this.#signMs = nowMs;
  }

  /** What was tried failed; a person has to mend what is denied. */
  failed(code: string, reason: string | undefined): void {
    if (code === 'denied') this.refusal = reason;
  }

  /** Bytes of one file from `offset` to `end` were read; `lineEnd` is where a position may stand after them. */
  read(file: ReadFile, range: ReadRange, nowMs: number): void {
    this.#readMs = nowMs;
    const lag = this.#lagOf(file, range.offset);
    lag.read(range.end, range.lineEnd, nowMs);
    if (file.isSpool) lag.isOpen = false; // It counts among no files.
  }

  acknowledged(positions: readonly { generation: string; offset: number }[], nowMs: number): void {
    this.#acknowledgedMs = nowMs;
    this.#signMs = nowMs;
    this.refusal = undefined;
    for (const { generation, offset } of positions) this.#lags.get(generation)?.acknowledged(offset);
  }

  look({ files, unreadable }: FilesLook, nowMs: number): void {
    this.#unreadable = unreadable.length;
    const closedTo = new Set(unreadable);
    const seen = new Set<string>();
    for (const file of files) {
      seen.add(file.generation);
      this.#lagOf(file, file.offset).seen(file, !closedTo.has(file.path), nowMs);
    }
    for (const [generation, lag] of this.#lags) {
      if (seen.has(generation)) continue;
      lag.unseen();
      if (lag.isDone) this.#lags.delete(generation);
    }
  }

  /** Nothing more will be read of this life. */
  fileEnded(generation: string): void {
    const lag = this.#lags.get(generation);
    lag?.ended();
    if (lag?.isDone) this.#lags.delete(generation);
  }

  /** All readers were closed; what is known of the files begins anew. */
  filesClosed(): void {
    this.#lags.clear();
  }

  get files(): readonly FileLag[] {
    return [...this.#lags.values()];
  }

  get unreadable(): number {
    return this.#unreadable;
  }

  get acknowledgedMs(): number {
    return this.#acknowledgedMs;
  }

  /** How long the oldest line that was read waits for its acknowledgement. */
  unacknowledgedMs(nowMs: number): number {
    let oldestMs = nowMs;
    for (const { takenSinceMs = nowMs } of this.#lags.values()) oldestMs = Math.min(oldestMs, takenSinceMs);
    return nowMs - oldestMs;
  }

  /** Files that hold whole lines which nobody reads, though the agent had time: it found nothing to read elsewhere. */
  stuckFiles(): FileLag[] {
    const { stuckAfterMs } = this.#limits;
    return this.files.filter(
      ({ unreadSinceMs }) => unreadSinceMs !== undefined && this.#idleMs - unreadSinceMs >= stuckAfterMs,
    );
  }

  /** Whether what was read waits, and nothing was acknowledged for too long. */
  isRoadStuck(nowMs: number): boolean {
    const { stuckAfterMs, flushDelayMs } = this.#limits;
    const waitsMs = Math.min(this.unacknowledgedMs(nowMs), nowMs - this.#acknowledgedMs);
    return waitsMs >= stuckAfterMs + flushDelayMs;
  }

  /** Whether the main loop turns, or waits for something that a restart does not mend: the far end, or a full disk. */
  isTurning(nowMs: number): boolean {
    return this.isPaused || this.road === 'ended' || nowMs - this.#signMs < silenceMsMax;
  }

  /**
   * False where only a restart may help: the loop does not turn, or finds nothing to read though there is. That the far
   * end does not answer, that one of several files does not move, or that a file may not be read, is not mended by one.
   */
  isAlive(nowMs: number): boolean {
    const readsNothing = nowMs - this.#readMs >= this.#limits.stuckAfterMs;
    return this.isTurning(nowMs) && !(readsNothing && this.stuckFiles().some(({ isReadable }) => isReadable));
  }

  /** What keeps it from being ready, in words; empty when it is. */
  troubles(nowMs: number): string[] {
    const stuck = this.stuckFiles().map(({ path }) => path);
    return [
      ...(this.isTurning(nowMs) ? [] : [`the main loop made no turn for ${silenceMsMax / 1000} s`]),
      ...(this.isPaused ? ['the positions cannot be written: reading waits'] : []),
      ...(this.failure === undefined ? [] : [`cannot start: ${this.failure}`]),
      ...(this.road === 'connecting' && this.failure === undefined
        ? ['the stream has not answered yet']
        : []),
      ...(this.road === 'ending' ? ['reading has ended: the agent stops, or takes a new configuration'] : []),
      ...(this.refusal === undefined ? [] : [`permission denied: ${this.refusal}`]),
      ...(this.isRoadStuck(nowMs) ? ['nothing was acknowledged while lines wait'] : []),
      ...this.#inputTroubles.values(),
      ...(stuck.length === 0 ? [] : [`stuck files: ${stuck.slice(0, 5).join(', ')}`]),
    ];
  }

  #lagOf({ generation, path }: { generation: string; path: string }, offset: number): FileLag {
    const known = this.#lags.get(generation);
    if (known !== undefined) return known;
    const lag = new FileLag(path, offset);
    this.#lags.set(generation, lag);
    return lag;
  }
}
