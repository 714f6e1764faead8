import type { FileChange, KnownFile, Position, PositionStore, SeenMarker } from '../record/position.ts';
import { reasonOf } from '../record/reason.ts';
import { StoreError } from '../sqlite/database.ts';
import { Claim } from './claim.ts';
import { type Disk, nodeDisk } from './disk.ts';
import { commitEntry, type Entry, type EntryOf, updateEntry } from './entry.ts';
import { NotWrittenError } from './not-written.ts';
import { openPositions, setAside } from './open.ts';
import { logBytesMaxDefault, type PositionFiles } from './position-files.ts';
import type { PositionState } from './state.ts';
import { type Told, tellAgentIdLost, tellNoSnapshot, tellNotWritten, tellWrittenAgain } from './wording.ts';

export interface PositionStoreOptions {
  /** Hears of damage that was found, of a full disk, and of its end: each time what it costs, and what to do. */
  readonly told: Told;
  readonly nowMs?: () => number;
  readonly disk?: Disk;
  /** A longer log is replaced by a snapshot. */
  readonly logBytesMax?: number;
}

/** What may wait for a disk that is full: to lose it costs repeats and nothing else. */
type Deferred = EntryOf<'commit' | 'update' | 'forget'>;

/**
 * The agent's memory in a folder: its id, its files, and how far each was shipped (docs/positions.md). A start
 * succeeds whatever bytes the folder holds. Throws StoreError where another agent has the folder, or where this user
 * may not write there.
 */
export class DiskPositionStore implements PositionStore {
  readonly #folder: string;
  readonly #told: Told;
  readonly #claim: Claim;
  readonly #state: PositionState;
  readonly #files: PositionFiles;
  readonly #hasLost: boolean;
  /** One an effect and file, in the order in which they came. */
  readonly #waiting = new Map<string, Deferred>();
  /** While nobody knows the inputs of earlier runs: those of this one. */
  readonly #inputsSeen = new Set<string>();
  #isGathering = false;
  #isFailing = false;
  #isSnapshotFailing = false;

  constructor(folder: string, options: PositionStoreOptions) {
    const { told, nowMs = Date.now, disk = nodeDisk, logBytesMax = logBytesMaxDefault } = options;
    this.#folder = folder;
    this.#told = told;
    this.#claim = new Claim(folder, (path) => setAside({ told, nowMs }, path));
    try {
      const opened = openPositions({ folder, told, nowMs, disk, logBytesMax });
      this.#state = opened.state;
      this.#files = opened.files;
      this.#hasLost = opened.hasLost;
    } catch (cause) {
      this.#claim.close();
      throw cause instanceof StoreError ? cause : new StoreError(cannotUse(folder, cause), cause);
    }
  }

  /**
   * The agent's id: minted once, and again where the data folder finds itself on another machine, so that two
   * hosts from one image never share document ids. Throws what `isNotWritten` knows.
   */
  agentId(machine: string, mint: () => string): string {
    const { agent } = this.#state;
    if (agent?.machine === machine) return agent.id;
    const id = mint();
    this.#write({ kind: 'agent', id, machine });
    if (agent === undefined && this.#hasLost) tellAgentIdLost(this.#told, this.#folder, id);
    return id;
  }

  files(): readonly KnownFile[] {
    return [...this.#state.files.values()];
  }

  inputs(): readonly string[] | undefined {
    return this.#state.inputs;
  }

  rememberInput(key: string): void {
    const { inputs } = this.#state;
    if (inputs === undefined) this.#inputsSeen.add(key);
    else if (!inputs.includes(key)) this.#write({ kind: 'inputs', keys: [...inputs, key] });
  }

  add(files: readonly KnownFile[]): void {
    const generations = new Set(this.#state.files.keys());
    for (const { generation } of files) {
      if (generations.has(generation)) throw new Error(`generation ${generation} minted twice`);
      generations.add(generation);
    }
    this.#write(...files.map((file) => ({ kind: 'add', file }) as const));
  }

  update(change: FileChange): void {
    this.#defer([updateEntry(change)]);
    if (!this.#isGathering) this.flush();
  }

  mark(generation: string, markers: readonly SeenMarker[]): void {
    if (this.#state.files.has(generation)) this.#write({ kind: 'mark', generation, markers });
  }

  commit(positions: readonly Position[]): void {
    this.#defer(positions.map(commitEntry));
    this.flush();
  }

  forget(generations: readonly string[]): void {
    this.#defer(generations.map((generation) => ({ kind: 'forget', generation })));
    if (!this.#isGathering) this.flush();
  }

  gather(): void {
    this.#isGathering = true;
  }

  /** What waits is on the disk when it returns, or waits for the next call. */
  flush(): void {
    if (this.#waiting.size === 0) return;
    try {
      this.#append([]);
    } catch {
      return; // It was told.
    }
    this.#snapshotWhenLong();
  }

  /** Writes what still waits, and lets the folder go. */
  close(): void {
    // All inputs of this run have been looked at by now.
    const keys =
      this.#state.inputs === undefined && this.#inputsSeen.size > 0 ? [...this.#inputsSeen] : undefined;
    try {
      this.#append(keys === undefined ? [] : [{ kind: 'inputs', keys }]);
    } catch {
      // It was told, and costs what was told.
    }
    this.#files.close();
    this.#claim.close();
  }

  /** On the disk when it returns. */
  #write(...entries: readonly Entry[]): void {
    try {
      this.#append(entries);
    } catch (cause) {
      throw new NotWrittenError(this.#files.path, cause);
    }
    for (const entry of entries) this.#state.apply(entry);
    this.#snapshotWhenLong();
  }

  /** It counts from now on, and goes to the disk with what is written next. */
  #defer(entries: readonly Deferred[]): void {
    const known = entries.filter(({ generation }) => this.#state.files.has(generation));
    for (const entry of known) {
      this.#state.apply(entry);
      const key = `${entry.kind} ${entry.generation}`;
      const before = this.#waiting.get(key);
      this.#waiting.delete(key); // It goes to the end.
      this.#waiting.set(key, before === undefined ? entry : merge(before, entry));
    }
  }

  #append(entries: readonly Entry[]): void {
    try {
      this.#files.append([...this.#waiting.values(), ...entries]);
    } catch (cause) {
      if (!this.#isFailing) tellNotWritten(this.#told, this.#files.path, reasonOf(cause));
      this.#isFailing = true;
      throw cause;
    }
    if (this.#isFailing) tellWrittenAgain(this.#told, this.#files.path, this.#waiting.size);
    this.#isFailing = false;
    this.#waiting.clear();
  }

  #snapshotWhenLong(): void {
    if (!this.#files.isLong) return;
    try {
      this.#files.replace(this.#state.entries());
      this.#isSnapshotFailing = false;
    } catch (cause) {
      if (!this.#isSnapshotFailing) tellNoSnapshot(this.#told, this.#folder, reasonOf(cause));
      this.#isSnapshotFailing = true;
    }
  }
}

function merge(before: Deferred, entry: Deferred): Deferred {
  if (before.kind === 'update' && entry.kind === 'update') return { ...before, ...entry };
  if (before.kind !== 'commit' || entry.kind !== 'commit' || before.window === undefined) return entry;
  return { window: before.window, ...entry };
}

function cannotUse(folder: string, cause: unknown): string {
  return `cannot use ${folder}: ${reasonOf(cause)}\n  check dataDir in the configuration, and that this user may write there`;
}
