import {
  closeSync,
  copyFileSync,
  existsSync,
  ftruncateSync,
  openSync,
  readFileSync,
  renameSync,
  unlinkSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { gzipSync } from 'node:zlib';
import { systemClock } from '../../src/cli/system-clock.ts';
import { between, evenly } from '../../src/demo/random.ts';
import type { Random } from '../../src/flow/clock.ts';

const lineDelayMs = 10;
const linesPerPieceMax = 20;
/** Hexadecimal digits by chance: compression halves them at best, so the stream has bytes to carry. */
const lineDigitsMax = 120;
const rotationDelayMs = { low: 300, high: 1_500 };
/** From this number on rotated files are compressed, as with `delaycompress`. */
const compressedFrom = 3;
/** Many more than are rotated while an agent is killed and starts: none is removed that was not read. */
const rotationsKept = 30;

/** What removes the bytes from `app.log`. */
type Rotation = 'create' | 'create in a line' | 'copytruncate';
const drawRotation = evenly<Rotation>(['create', 'create', 'create in a line', 'copytruncate']);

/** A log as a busy application and logrotate leave it: numbered lines, some written in halves, rotated all the time. */
export class RotatingLog {
  readonly #path: string;
  readonly #random: Random;
  #descriptor: number;
  #lines = 0;
  readonly rotations: Record<Rotation, number> = { create: 0, 'create in a line': 0, copytruncate: 0 };
  bytes = 0;

  constructor(path: string, random: Random) {
    this.#path = path;
    this.#random = random;
    this.#descriptor = openSync(path, 'a');
  }

  /** Writes and rotates until it is stopped; resolves with the number of lines. All of them end with a newline. */
  async write(signal: AbortSignal): Promise<number> {
    let rotateAtMs = this.#nextRotationMs();
    while (!signal.aborted) {
      await this.#writePiece();
      if (Date.now() >= rotateAtMs) {
        await this.#rotate(drawRotation(this.#random));
        rotateAtMs = this.#nextRotationMs();
      }
      await systemClock.sleep(lineDelayMs);
    }
    closeSync(this.#descriptor);
    return this.#lines;
  }

  async #writePiece(): Promise<void> {
    const count = between(this.#random, 1, linesPerPieceMax);
    const text = Array.from({ length: count }, () => this.#nextLine()).join('');
    const half = between(this.#random, 0, text.length);
    this.#append(text.slice(0, half));
    await systemClock.sleep(between(this.#random, 0, lineDelayMs));
    this.#append(text.slice(half));
  }

  async #rotate(rotation: Rotation): Promise<void> {
    this.rotations[rotation] += 1;
    this.#shift();
    if (rotation === 'copytruncate') {
      copyFileSync(this.#path, `${this.#path}.1`);
      ftruncateSync(this.#descriptor);
    } else {
      await this.#rename(rotation === 'create in a line');
    }
    this.#compress();
  }

  /** The application has the old file open until it is told of the new one, so a line's end may come after the rename. */
  async #rename(inLine: boolean): Promise<void> {
    const line = inLine ? this.#nextLine() : '';
    const half = line.length >> 1;
    this.#append(line.slice(0, half));
    renameSync(this.#path, `${this.#path}.1`);
    const next = openSync(this.#path, 'a');
    if (inLine) await systemClock.sleep(lineDelayMs);
    this.#append(line.slice(half));
    closeSync(this.#descriptor);
    this.#descriptor = next;
  }

  /** `.1` becomes `.2`, and so on; the oldest goes. */
  #shift(): void {
    for (let number = rotationsKept; number >= 1; number -= 1) {
      for (const extension of ['', '.gz']) {
        const path = `${this.#path}.${number}${extension}`;
        if (!existsSync(path)) continue;
        if (number === rotationsKept) unlinkSync(path);
        else renameSync(path, `${this.#path}.${number + 1}${extension}`);
      }
    }
  }

  #compress(): void {
    const path = `${this.#path}.${compressedFrom}`;
    if (!existsSync(path)) return;
    writeFileSync(`${path}.gz`, gzipSync(readFileSync(path)));
    unlinkSync(path);
  }

  #nextLine(): string {
    const digits = between(this.#random, 0, lineDigitsMax);
    const text = Array.from({ length: digits }, () => between(this.#random, 0, 15).toString(16)).join('');
    return `line ${this.#lines++} ${text}\n`;
  }

  #append(text: string): void {
    if (text !== '') this.bytes += writeSync(this.#descriptor, text);
  }

  #nextRotationMs(): number {
    return Date.now() + between(this.#random, rotationDelayMs.low, rotationDelayMs.high);
  }
}
