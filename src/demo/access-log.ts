import { closeSync, existsSync, fstatSync, mkdirSync, openSync, readSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { shiftLogs } from './rotation.ts';

export interface AccessLogOptions {
  readonly file: string;
  /** Past this size the file is rotated: `access.log` becomes `access.log.1`. Infinity: never. */
  readonly rotateBytes: number;
  /** How many rotated files stay; the oldest is deleted. At least 1. */
  readonly keep: number;
  /** Lines of this long go out in one write; web servers buffer too (nginx: `access_log … flush=`). Default 50. */
  readonly flushDelayMs?: number;
}

const accessLogLimits = {
  /** Our own: what waits in memory while the disk refuses it; a web server must not die of its log. */
  waitingBytesMax: 1024 * 1024,
  /** Pause before a refused write is tried again. */
  retryDelayMs: 1_000,
} as const;

/**
 * Appends lines to a log file and rotates it by renaming, as logrotate does. A file always ends with a whole line,
 * and a line is always in one file. An existing file is continued. Writes are synchronous (some 20 µs for a batch),
 * so a rotation never meets a write under way.
 * One process at a time may write to a file.
 */
export class AccessLog {
  readonly #options: AccessLogOptions;
  #open: OpenLog;
  #lines: string[] = [];
  #linesBytes = 0;
  /** What a flush could not write, perhaps from the middle of a line on. */
  #unwritten: Buffer = Buffer.alloc(0);
  #timer: NodeJS.Timeout | undefined;
  #failing = false;
  #linesWritten = 0;
  #linesDropped = 0;

  /** Opens the file, and makes its folder; throws what the file system throws (EACCES, ENOSPC). */
  constructor(options: AccessLogOptions) {
    const { keep } = options;
    if (!Number.isInteger(keep) || keep < 1)
      throw new RangeError(`keep is ${keep}; give a whole number from 1 on`);
    this.#options = options;
    this.#open = openLog(options.file);
  }

  /** Lines that stand whole in a file, since this object was made. */
  get linesWritten(): number {
    return this.#linesWritten;
  }

  /** Lines given up because the disk refused them for too long. */
  get linesDropped(): number {
    return this.#linesDropped;
  }

  /** Takes one line, without its newline; it stands in the file at most flushDelayMs later. */
  append(line: string): void {
    if (this.#linesBytes + this.#unwritten.length > accessLogLimits.waitingBytesMax) {
      this.#linesDropped++;
      return;
    }
    this.#lines.push(`${line}\n`);
    this.#linesBytes += line.length + 1; // Escaped lines are ASCII; see access-line.ts.
    this.#timer ??= setTimeout(() => this.#flushOrRetry(), this.#options.flushDelayMs ?? 50);
  }

  /** Writes what waits, then rotates if the file is full. Throws what the file system throws; nothing is lost then. */
  flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#unwritten = Buffer.concat([this.#unwritten, Buffer.from(this.#lines.join(''))]);
    this.#lines = [];
    this.#linesBytes = 0;
    while (this.#unwritten.length > 0) this.#write();
    // Only here, where everything is written: a rotation before the end of a batch could cut a line in two.
    if (this.#open.bytes > this.#options.rotateBytes) this.#rotate();
  }

  /** Writes what waits and closes the file. Throws what the file system throws. */
  close(): void {
    try {
      this.flush();
    } finally {
      closeSync(this.#open.descriptor);
    }
  }

  #write(): void {
    const bytes = writeSync(this.#open.descriptor, this.#unwritten);
    this.#linesWritten += countNewlines(this.#unwritten.subarray(0, bytes));
    this.#open.bytes += bytes;
    this.#unwritten = this.#unwritten.subarray(bytes);
  }

  #rotate(): void {
    const { file, keep } = this.#options;
    // Not there if somebody else moved it, or if opening a new one failed last time: shifting again would lose logs.
    if (existsSync(file)) shiftLogs(file, keep);
    const next = openLog(file);
    closeSync(this.#open.descriptor);
    this.#open = next;
  }

  #flushOrRetry(): void {
    try {
      this.flush();
      this.#failing = false;
    } catch (error) {
      if (!this.#failing)
        process.emitWarning(`${this.#options.file} cannot be written: ${error}; trying again`);
      this.#failing = true;
      this.#timer = setTimeout(() => this.#flushOrRetry(), accessLogLimits.retryDelayMs);
    }
  }
}

interface OpenLog {
  readonly descriptor: number;
  bytes: number;
}

/** Opens for appending; finishes a line that a crash has cut, or the next one would be glued to it. */
function openLog(file: string): OpenLog {
  mkdirSync(dirname(file), { recursive: true });
  const descriptor = openSync(file, 'a+');
  const { size } = fstatSync(descriptor);
  const last = Buffer.alloc(1);
  const cut = size > 0 && readSync(descriptor, last, 0, 1, size - 1) === 1 && last[0] !== newline;
  return { descriptor, bytes: cut ? size + writeSync(descriptor, '\n') : size };
}

const newline = 0x0a;

function countNewlines(bytes: Buffer): number {
  let count = 0;
  for (let at = bytes.indexOf(newline); at !== -1; at = bytes.indexOf(newline, at + 1)) count++;
  return count;
}
