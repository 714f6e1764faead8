import type { Logger } from './log.ts';

/** Files that are told one by one in a minute; the others stand together in a line after it. Ours: what a person reads. */
const linesPerMinute = 20;
const minuteMs = 60_000;

/** Which files begin to be read, in the log: each by itself, and where thousands do, how many. */
export class NewFilesLog {
  readonly #log: Logger;
  readonly #nowMs: () => number;
  #sinceMs = Number.NEGATIVE_INFINITY;
  #lines = 0;
  #opened = 0;
  readonly #formats = new Map<string, number>();

  constructor(log: Logger, nowMs: () => number) {
    this.#log = log;
    this.#nowMs = nowMs;
  }

  opened(path: string, offset: number): void {
    if (this.#isRoom()) this.#log.info({ path, offset }, 'reading file');
    else this.#opened += 1;
  }

  formatChosen(path: string, format: string, reason: string): void {
    if (this.#isRoom()) this.#log.info({ path, format, reason }, 'format chosen by the first lines');
    else this.#formats.set(format, (this.#formats.get(format) ?? 0) + 1);
  }

  /** To be called now and then: tells what came beyond the limit in the minute that is over. */
  look(): void {
    if (Math.abs(this.#nowMs() - this.#sinceMs) >= minuteMs) this.tell();
  }

  /** What is not told yet. */
  tell(): void {
    this.#lines = 0;
    if (this.#opened === 0 && this.#formats.size === 0) return;
    const formats = Object.fromEntries(this.#formats);
    this.#log.info({ files: this.#opened, formats }, 'reading more files');
    this.#opened = 0;
    this.#formats.clear();
  }

  #isRoom(): boolean {
    this.look();
    if (this.#lines === 0) this.#sinceMs = this.#nowMs();
    this.#lines += 1;
    return this.#lines <= linesPerMinute;
  }
}
