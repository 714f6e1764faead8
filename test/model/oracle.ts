import type { ReadLine } from '../fakes/watched-folder.ts';
import type { LogFile } from './log-files.ts';

/** What became of one line, newline included; each is unlike all others, but for headers. */
interface Fate {
  /** In which lives it was handed out. */
  readonly generations: Set<string>;
  /** Handed out since the agent was started last. */
  isInFlight: boolean;
  wasHandedOut: boolean;
  /** Acknowledged: a crash must not bring it again. */
  isSafe: boolean;
  /** It stood in a file that was copied and went on: whoever sees both for the first time ships both. */
  mayRepeat: boolean;
}

/** Knows every line, and what must have become of it. Throws an error that says what did not. */
export class Oracle {
  readonly #fates = new Map<string, Fate>();
  /** Texts of whole events, parts put together. */
  readonly #whole = new Set<string>();
  /** Of the event of which parts came so far, by life. */
  readonly #parts = new Map<string, string>();
  /** Acknowledged, but a position stands behind them only with the last part of their event. */
  readonly #heldBack = new Map<string, string[]>();
  #uncommitted: ReadLine[] = [];
  /** What was on its way at the last crash, and did not come again yet. */
  #resendableBytes = 0;
  delivered = 0;
  resent = 0;

  /** Lines, or events of several. */
  handedOut(events: readonly ReadLine[]): void {
    for (const event of events) {
      this.#uncommitted.push(event);
      this.#putTogether(event);
      for (const line of linesOf(event.text)) this.#handedOut(event, line);
    }
  }

  #handedOut(event: ReadLine, line: string): void {
    const fate = this.#fate(line);
    this.delivered += 1;
    if (fate.wasHandedOut) this.#resent(event, line, fate);
    fate.wasHandedOut = true;
    if (fate.isSafe && !fate.mayRepeat) throw new Error(`again, though acknowledged: ${describe(event)}`);
    fate.generations.add(event.generation);
    fate.isInFlight = true;
    if (fate.generations.size > 1 && !fate.mayRepeat)
      throw new Error(`in two lives, ${[...fate.generations]}: ${describe(event)}`);
  }

  /** Only what a crash took from the way may come again, and once. */
  #resent(event: ReadLine, line: string, { mayRepeat }: Fate): void {
    this.resent += 1;
    if (mayRepeat) return;
    this.#resendableBytes -= line.length;
    if (this.#resendableBytes < 0) throw new Error(`more again than was on its way: ${describe(event)}`);
  }

  #putTogether(event: ReadLine): void {
    const { generation, part, text } = event;
    const whole = part === undefined || part === 0 ? text : `${this.#parts.get(generation)}${text}`;
    if (isLastPart(event)) this.#parts.delete(generation);
    else this.#parts.set(generation, whole);
    if (isLastPart(event)) this.#whole.add(withoutHeader(whole));
    if (/\n[^ #]/.test(withoutHeader(whole))) throw new Error(`two events in one: ${describe(event)}`);
  }

  /**
   * The first of those that are not acknowledged yet. None up to a place within a header: where all files are alike
   * up to the position, nobody can tell which of them it is in.
   */
  take(count: number): ReadLine[] {
    const first = this.#uncommitted.slice(0, count);
    const tells = new Set(
      first.filter(({ text }) => withoutHeader(text) !== '').map(({ generation }) => generation),
    );
    const taken = first.filter(({ generation }) => tells.has(generation));
    const left = first.filter(({ generation }) => !tells.has(generation));
    this.#uncommitted = [...left, ...this.#uncommitted.slice(count)];
    for (const event of taken) this.#acknowledged(event);
    return taken;
  }

  #acknowledged(event: ReadLine): void {
    const { generation } = event;
    const lines = [...(this.#heldBack.get(generation) ?? []), ...linesOf(event.text)];
    this.#heldBack.set(generation, lines);
    if (!isLastPart(event)) return;
    this.#heldBack.delete(generation);
    for (const line of lines) this.#fate(line).isSafe = true;
  }

  get uncommitted(): number {
    return this.#uncommitted.length;
  }

  /** What was on its way comes again; where the bytes before it tell nothing (a header), perhaps as another life. */
  crashed(): void {
    this.#uncommitted = [];
    this.#parts.clear();
    this.#heldBack.clear();
    this.#resendableBytes = 0;
    for (const [line, fate] of this.#fates) {
      if (fate.wasHandedOut && !fate.isSafe) this.#resendableBytes += line.length;
      fate.isInFlight = false;
      if (!fate.isSafe) fate.generations.clear();
    }
  }

  copied(file: LogFile): void {
    for (const line of linesOf(file.text)) this.#fate(line).mayRepeat = true;
  }

  /** After all was read: each whole line of a file that is followed was handed out, and is on its way or safe. */
  assertDelivered(files: readonly LogFile[]): void {
    for (const { name, text } of files) {
      for (const line of linesOf(text)) {
        const fate = this.#fates.get(line);
        if (fate?.isInFlight !== true && fate?.isSafe !== true) {
          throw new Error(`not delivered: ${JSON.stringify(line)} of ${name}`);
        }
      }
    }
  }

  /** Those whose lines all were handed out must have come in one piece once, or in the parts of one. */
  assertWhole(events: readonly string[]): void {
    for (const event of events)
      if (!this.areMissing(event) && !this.#whole.has(event))
        throw new Error(`not whole: ${JSON.stringify(event)}`);
  }

  /** Whether lines like these were never handed out. */
  areMissing(text: string): boolean {
    return linesOf(text).some((line) => this.#fates.get(line)?.wasHandedOut !== true);
  }

  /** Of a text, what is not acknowledged: all that may be told as vanished where it is cut or removed now. */
  unsafeBytes(text: string): number {
    const safe = linesOf(text).filter((line) => this.#fates.get(line)?.isSafe === true);
    return text.length - safe.join('').length;
  }

  #fate(line: string): Fate {
    const known = this.#fates.get(line);
    if (known !== undefined) return known;
    const fate: Fate = {
      generations: new Set(),
      isInFlight: false,
      wasHandedOut: false,
      isSafe: false,
      mayRepeat: false,
    };
    this.#fates.set(line, fate);
    return fate;
  }
}

function linesOf(text: string): string[] {
  return text.split(/(?<=\n)/).filter((line) => line.endsWith('\n') && !isHeader(line));
}

function isLastPart({ part, position, offset }: ReadLine): boolean {
  return part === undefined || position > offset;
}

function withoutHeader(text: string): string {
  return text.replace(/^(?:#.*\n?)+/, '');
}

function isHeader(line: string): boolean {
  return line.startsWith('#');
}

function describe({ text, path, generation, offset }: ReadLine): string {
  return `${JSON.stringify(text)} of ${path} at ${offset} in ${generation}`;
}
