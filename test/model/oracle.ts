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
  #uncommitted: ReadLine[] = [];
  delivered = 0;
  resent = 0;

  handedOut(lines: readonly ReadLine[]): void {
    for (const line of lines) {
      this.#uncommitted.push(line);
      if (isHeader(line.text) || !line.text.endsWith('\n')) continue;
      const fate = this.#fate(line.text);
      this.delivered += 1;
      if (fate.wasHandedOut) this.resent += 1;
      fate.wasHandedOut = true;
      if (fate.isSafe && !fate.mayRepeat) throw new Error(`again, though acknowledged: ${describe(line)}`);
      fate.generations.add(line.generation);
      fate.isInFlight = true;
      if (fate.generations.size > 1 && !fate.mayRepeat)
        throw new Error(`in two lives, ${[...fate.generations]}: ${describe(line)}`);
    }
  }

  /**
   * The first of those that are not acknowledged yet. None up to a place within a header: where all files are alike
   * up to the position, nobody can tell which of them it is in.
   */
  take(count: number): ReadLine[] {
    const first = this.#uncommitted.slice(0, count);
    const tells = new Set(first.filter(({ text }) => !isHeader(text)).map(({ generation }) => generation));
    const taken = first.filter(({ generation }) => tells.has(generation));
    const left = first.filter(({ generation }) => !tells.has(generation));
    this.#uncommitted = [...left, ...this.#uncommitted.slice(count)];
    for (const { text } of taken) if (text.endsWith('\n') && !isHeader(text)) this.#fate(text).isSafe = true;
    return taken;
  }

  get uncommitted(): number {
    return this.#uncommitted.length;
  }

  /** What was on its way comes again; where the bytes before it tell nothing (a header), perhaps as another life. */
  crashed(): void {
    this.#uncommitted = [];
    for (const fate of this.#fates.values()) {
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

  /** Whether lines like these were never handed out. */
  areMissing(text: string): boolean {
    return linesOf(text).some((line) => this.#fates.get(line)?.wasHandedOut !== true);
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

function isHeader(line: string): boolean {
  return line.startsWith('#');
}

function describe({ text, path, generation, offset }: ReadLine): string {
  return `${JSON.stringify(text)} of ${path} at ${offset} in ${generation}`;
}
