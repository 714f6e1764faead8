import { rmSync } from 'node:fs';
import { expect, test } from 'vitest';
import { seededRandom } from '../../../src/demo/random.ts';
import type { Random } from '../../../src/flow/clock.ts';
import { DiskPositionStore } from '../../../src/positions/store.ts';
import type { PositionStore } from '../../../src/record/position.ts';
import { MemoryPositionStore } from '../../fakes/memory-position-store.ts';
import { type ReadLine, WatchedFolder } from '../../fakes/watched-folder.ts';

/** Longer than a rotated file is waited for. */
const quietMs = 61_000;
const stepsPerRun = 40;

/** A writer that rotates, an agent that is stopped and started, and what each file held in each of its lives. */
class LogModel {
  readonly #folder: WatchedFolder;
  readonly #random: Random;
  /** Whether a rotated file's name is matched too: if not, a file must be known before it is renamed. */
  readonly #matchesRotated: boolean;
  /** What each finished life held. */
  readonly #ended: string[] = [];
  readonly #delivered = new Map<string, Map<number, string>>();
  readonly #uncommitted: ReadLine[] = [];
  #rotated: { readonly name: string; readonly content: string }[] = [];
  #current = '';
  #isKnown = false;
  #count = 0;

  constructor(folder: WatchedFolder, random: Random, matchesRotated: boolean) {
    this.#folder = folder;
    this.#random = random;
    this.#matchesRotated = matchesRotated;
  }

  async step(): Promise<void> {
    const { isRunning } = this.#folder;
    const steps = [
      () => this.#write('\n'),
      () => this.#write('\n'),
      () => this.#write(''),
      () => this.#rotate(),
      ...(isRunning
        ? [
            () => this.#readAll(),
            () => this.#readSome(),
            () => this.#commitSome(),
            () => this.#stop(),
            () => this.#copyAndTruncate(),
            () => this.#deleteOldest(),
          ]
        : [() => this.#folder.start(), () => this.#folder.start()]),
    ];
    await steps[this.#below(steps.length)]?.();
  }

  /** All that was written must have come. */
  async finish(): Promise<void> {
    if (!this.#folder.isRunning) this.#folder.start();
    this.#write('\n');
    await this.#readAll();
    // After a restart a half line of a rotated file that is matched still is waited for until the file goes.
    for (const { name } of this.#rotated) rmSync(this.#folder.at(name));
    for (let round = 0; round < 3; round += 1) {
      await this.#readAll();
      this.#folder.clock.pass(quietMs);
    }
    const written = [...this.#ended, ...this.#rotated.map(({ content }) => content), this.#current];
    const lives = [...this.#delivered.values()].map(inOneText);
    expect(lives.toSorted()).toEqual(written.toSorted());
  }

  #write(end: string): void {
    const long = this.#random() < 0.05 ? 'é'.repeat(900) : '';
    const text = `${++this.#count} written ${long}${end}`;
    this.#folder.append('app.log', text);
    this.#current += text;
  }

  #rotate(): void {
    if (this.#current === '' || !(this.#isKnown || this.#matchesRotated)) return;
    const name = `app.log.${++this.#count}`;
    this.#folder.rename('app.log', name);
    this.#rotated.push({ name, content: this.#current });
    this.#current = '';
    this.#isKnown = false;
  }

  async #readAll(): Promise<void> {
    this.#took(await this.#folder.readOpen());
    this.#isKnown = this.#current !== '';
  }

  async #readSome(): Promise<void> {
    this.#took(await this.#folder.readOpen(1 + this.#below(4)));
  }

  #took(lines: readonly ReadLine[]): void {
    for (const line of lines) {
      const life = this.#delivered.get(line.generation) ?? new Map<number, string>();
      this.#delivered.set(line.generation, life);
      // What comes again is the same, byte for byte: its document id depends on it.
      expect(line.text).toBe(life.get(line.offset) ?? line.text);
      life.set(line.offset, line.text);
    }
    this.#uncommitted.push(...lines);
  }

  #commitSome(): void {
    this.#folder.commit(this.#uncommitted.splice(0, this.#below(this.#uncommitted.length + 1)));
  }

  async #stop(): Promise<void> {
    this.#commitSome();
    this.#uncommitted.length = 0;
    await this.#folder.stop();
  }

  /** Only once all is read: what is cut off unread is lost to anybody. */
  async #copyAndTruncate(): Promise<void> {
    await this.#readAll();
    if (!this.#current.endsWith('\n')) return;
    this.#folder.copyAndTruncate('app.log', `copy-${++this.#count}`);
    this.#ended.push(this.#current);
    this.#current = '';
    await this.#readAll();
  }

  /** Its inode is then free for the next file. */
  async #deleteOldest(): Promise<void> {
    const [oldest, ...others] = this.#rotated;
    if (oldest === undefined || !oldest.content.endsWith('\n')) return;
    await this.#readAll();
    rmSync(this.#folder.at(oldest.name));
    this.#rotated = others;
    this.#ended.push(oldest.content);
    if (this.#random() < 0.5) this.#folder.clock.pass(quietMs);
  }

  #below(count: number): number {
    return Math.floor(this.#random() * count);
  }
}

/** The lines of one life in order; a hole or an overlap is an error. */
function inOneText(life: ReadonlyMap<number, string>): string {
  let text = '';
  for (const [offset, line] of [...life].sort(([left], [right]) => left - right)) {
    expect(offset).toBe(Buffer.byteLength(text));
    text += line;
  }
  return text;
}

async function check(seed: number, openStore: (data: string) => PositionStore): Promise<void> {
  const random = seededRandom(seed);
  const matchesRotated = seed % 2 === 0;
  const folder = new WatchedFolder([{ paths: [matchesRotated ? 'app.log*' : 'app.log'] }], openStore);
  try {
    const model = new LogModel(folder, random, matchesRotated);
    for (let step = 0; step < stepsPerRun; step += 1) await model.step();
    await model.finish();
  } catch (cause) {
    throw new Error(`seed ${seed}: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
  } finally {
    await folder.remove();
  }
}

function inMemory(): (data: string) => PositionStore {
  const store = new MemoryPositionStore();
  return () => store;
}

const timeout = 120_000;

test('however it is written, rotated, stopped and started: every byte comes, and the same each time', {
  timeout,
}, async () => {
  for (let seed = 1; seed <= 200; seed += 1) await check(seed, inMemory());
});

test('and so with positions on the disk', { timeout }, async () => {
  for (let seed = 1; seed <= 40; seed += 1)
    await check(seed, (data) => new DiskPositionStore(data, { told: () => {} }));
});
