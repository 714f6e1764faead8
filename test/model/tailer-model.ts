import { existsSync } from 'node:fs';
import { seededRandom } from '../../src/demo/random.ts';
import { MemoryPositionStore } from '../fakes/memory-position-store.ts';
import { type ReadLine, WatchedFolder } from '../fakes/watched-folder.ts';
import { type LogFile, LogFiles } from './log-files.ts';
import { LogText, multiline, type StoryKind } from './log-text.ts';
import { Oracle } from './oracle.ts';

const stepsPerRun = 40;

/** In memory where the machine has such a folder: a run makes and removes dozens of files. */
const root = existsSync('/dev/shm') ? '/dev/shm' : undefined;

/** A header that fills the fingerprint, and one that is all that a short file has. */
const headers = ['', '# short\n', '# the same words at the head of every file\n'.repeat(30)];

export interface RunFigures {
  readonly delivered: number;
  readonly resent: number;
}

/** One random story of a log and its agent. Throws an error that tells it where something is lost or sent twice. */
export async function runStory(seed: number, kind: StoryKind = 'lines'): Promise<RunFigures> {
  const story = new Story(seed, kind);
  try {
    return await story.run();
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new Error(`seed ${seed} of ${kind}: ${reason}\n${story.told()}`, { cause });
  } finally {
    await story.close();
  }
}

class Story {
  readonly #random: () => number;
  readonly #folder: WatchedFolder;
  readonly #log: LogFiles;
  readonly #oracle = new Oracle();
  readonly #matchesRotated: boolean;
  readonly #header: string;
  readonly #kind: StoryKind;
  readonly #text: LogText;
  readonly #steps: string[] = [];
  /** A cut file's lines that nobody had read: each must be told of. */
  #vanished = 0;
  /** What was not acknowledged of all files that were cut or removed: no more may be told as vanished. */
  #vanishedBytesMax = 0;

  constructor(seed: number, kind: StoryKind) {
    this.#random = seededRandom(seed);
    this.#matchesRotated = this.#chance(0.5);
    // Files that are alike up to the position, and a pattern that shows only one of them: nobody can tell then.
    // Nor where a file was cut by a timeout that one like it has other lines by now.
    this.#header = headers[this.#below(this.#matchesRotated && kind === 'lines' ? 3 : 2)] ?? '';
    const store = new MemoryPositionStore();
    const paths = [this.#matchesRotated ? 'app.log*' : 'app.log'];
    const settings = {
      ...(root !== undefined && { root }),
      ...(this.#chance(0.3) && { filesOpenMax: 1 }),
      ...(this.#chance(0.5) && { lookSliceMs: 0 }),
    };
    const linesMax = kind === 'events' && this.#chance(0.3) ? 3 : undefined;
    const input = kind === 'events' ? { paths, multiline: { ...multiline, linesMax } } : { paths };
    this.#folder = new WatchedFolder([input], () => store, settings);
    this.#kind = kind;
    this.#text = new LogText({
      kind,
      below: (count) => this.#below(count),
      nowMs: () => this.#folder.clock.nowMs(),
    });
    this.#log = new LogFiles(this.#folder.path, this.#chance(0.5));
    this.#note(`${paths}, header of ${this.#header.length} bytes`);
  }

  async run(): Promise<RunFigures> {
    for (let step = 0; step < stepsPerRun; step += 1) await this.#step();
    await this.#finish();
    const { delivered, resent } = this.#oracle;
    return { delivered, resent };
  }

  told(): string {
    const told = this.#folder.told.map((line) => `    ${line}`);
    return [...this.#steps, '  what the source told:', ...told].join('\n');
  }

  async close(): Promise<void> {
    await this.#folder.remove();
  }

  async #step(): Promise<void> {
    const write = () => this.#write(this.#text.lines(1 + this.#below(4)));
    const steps: (() => Promise<void> | void)[] = [
      write,
      write,
      write,
      () => this.#write(this.#text.piece()),
      () => this.#writeLate(),
      () => this.#rename(),
      () => this.#copyAndTruncate(),
      () => this.#copy(),
      () => this.#rewrite(''),
      () => this.#rewrite(this.#header + this.#text.lines(1 + this.#below(60))),
      () => this.#remove(),
      () => this.#compress(),
      () => this.#compress(),
      () => this.#stepClock(),
    ];
    const whenRunning = [
      () => this.#readAll(),
      () => this.#readAll(),
      () => this.#readAll(),
      () => this.#readSome(),
      () => this.#commitSome(),
      () => this.#commitSome(),
      () => this.#crash(),
    ];
    const whenDown = [() => this.#start(), () => this.#start(), () => this.#start()];
    steps.push(...(this.#folder.isRunning ? whenRunning : whenDown));
    await steps[this.#below(steps.length)]?.();
  }

  async #finish(): Promise<void> {
    if (!this.#folder.isRunning) this.#start();
    await this.#readAll();
    this.#write(this.#text.lines(1));
    this.#text.paused();
    await this.#readAll();
    this.#commit(this.#oracle.uncommitted);
    await this.#folder.restart();
    this.#note('restart');
    this.#oracle.crashed();
    await this.#readAll();
    await this.#folder.giveUpGone();
    const tellsOfLoss = this.#folder.told.some((line) => /^file(?:Truncated|Gone)/.test(line));
    // A file that begins as the one before did, or a copy of it, may be taken for all there was.
    const isToldApart = this.#header.length < 1_024 && this.#copies.size === 0;
    this.#oracle.assertWhole(this.#text.unbroken());
    if (this.#vanished > 0 && isToldApart && !tellsOfLoss)
      throw new Error(`${this.#vanished} cut lines are not told of`);
    if (isToldApart && this.#vanishedBytesTold > this.#vanishedBytesMax)
      throw new Error(
        `${this.#vanishedBytesTold} bytes told, of ${this.#vanishedBytesMax} that may have vanished`,
      );
  }

  get #vanishedBytesTold(): number {
    const bytes = this.#folder.told.map((line) => Number(/^fileGone .* (\d+)$/.exec(line)?.[1] ?? 0));
    return bytes.reduce((sum, more) => sum + more, 0);
  }

  #write(text: string): void {
    const isNew = this.#log.current === undefined || this.#log.current.text === '';
    this.#log.append(isNew ? this.#header + text : text);
    if (this.#log.current?.wentOn === true) this.#oracle.copied(this.#log.current);
    this.#note(`write ${text.length}`);
  }

  /** The writer has the rotated file open still. Not in the middle of a line, which may be cut after a while. */
  #writeLate(): void {
    const file = this.#log.rotated.find(({ isCompressed, text }) => !isCompressed && text.endsWith('\n'));
    if (file === undefined || !file.isKnown || this.#copies.has(file)) return;
    this.#log.append(this.#text.whole(1), file);
    if (file.wentOn === true) this.#oracle.copied(file);
    this.#note(`write to ${file.name}`);
  }

  #rename(): void {
    this.#text.torn();
    const name = this.#log.rename();
    if (name !== undefined) this.#note(`rename to ${name}`);
  }

  readonly #copies = new Set<LogFile>();

  #copyAndTruncate(): void {
    this.#text.torn();
    const copy = this.#log.copy();
    if (copy === undefined) return;
    this.#copies.add(copy);
    this.#log.rewrite('');
    this.#note(`copy to ${copy.name}, truncate`);
  }

  /** Where no pattern shows the copies, the agent may take one that was made early for the one that has it all. */
  #copy(): void {
    if (!this.#matchesRotated) return;
    this.#text.paused();
    const copy = this.#log.copy();
    if (copy === undefined) return;
    this.#copies.add(copy);
    this.#oracle.copied(copy);
    if (this.#log.current !== undefined) this.#log.current.wentOn = true;
    this.#note(`copy to ${copy.name}`);
    copy.isKnown = false; // It is not followed where no pattern shows it: what is in it, its original has.
  }

  #rewrite(text: string): void {
    const { current } = this.#log;
    if (current?.isKnown === true && this.#oracle.areMissing(current.text)) this.#vanished += 1;
    this.#vanishedBytesMax += this.#oracle.unsafeBytes(current?.text ?? '');
    this.#log.rewrite(text);
    this.#note(text === '' ? 'truncate' : `truncate, write ${text.length}`);
  }

  #remove(): void {
    const files = this.#chance(0.2) ? this.#log.files : this.#log.rotated;
    const file = files[this.#below(files.length)];
    if (file === undefined) return;
    if (file === this.#log.current) this.#text.torn();
    this.#vanishedBytesMax += this.#oracle.unsafeBytes(file.text);
    this.#log.remove(file);
    this.#note(`remove ${file.name}`);
  }

  #compress(): void {
    const plain = this.#log.rotated.filter(({ isCompressed, text }) => !isCompressed && text.endsWith('\n'));
    const file = plain[this.#below(plain.length)];
    if (file === undefined) return;
    this.#log.compress(file, this.#chance(0.7) ? 'gz' : 'zst');
    this.#note(`compress to ${file.name}`);
  }

  #stepClock(): void {
    const byMs = [-3_600_000, 1_000, 6_000, 61_000][this.#below(4)] ?? 0;
    this.#pass(byMs);
    this.#note(`clock ${byMs}`);
  }

  async #readAll(): Promise<void> {
    // A compressed file is looked at again when it stopped changing.
    const lines: ReadLine[] = [];
    const looks = this.#kind === 'lines' ? 4 : 6;
    for (let look = 0; look < looks; look += 1) {
      lines.push(...(await this.#folder.readOpen()));
      // The last event of each file is waited for.
      if (this.#kind === 'events') this.#pass(multiline.flushAfterMs);
    }
    this.#note(`read all: ${lines.length}`);
    this.#oracle.handedOut(lines);
    const shown = this.#log.files.filter(({ name }) => this.#matchesRotated || name === 'app.log');
    for (const file of shown) file.isKnown = file.text !== '';
    this.#oracle.assertDelivered(this.#log.files.filter(({ isKnown }) => isKnown));
  }

  async #readSome(): Promise<void> {
    const lines = await this.#folder.readOpen(1 + this.#below(3));
    this.#note(`read some: ${lines.length}`);
    this.#oracle.handedOut(lines);
  }

  #commitSome(): void {
    this.#commit(this.#below(this.#oracle.uncommitted + 1));
  }

  #commit(count: number): void {
    this.#folder.commit(this.#oracle.take(count));
    this.#note(`commit ${count}`);
  }

  async #crash(): Promise<void> {
    await this.#folder.stop();
    this.#oracle.crashed();
    this.#note('crash');
  }

  #start(): void {
    this.#folder.start();
    this.#note('start');
  }

  #pass(byMs: number): void {
    this.#folder.clock.pass(byMs);
    this.#text.paused();
  }

  #note(step: string): void {
    this.#steps.push(`  ${this.#steps.length} ${step}`);
    this.#folder.told.push(`-- ${this.#steps.length - 1} ${step}`);
  }

  #chance(share: number): boolean {
    return this.#random() < share;
  }

  #below(count: number): number {
    return Math.floor(this.#random() * count);
  }
}
