import { mkdirSync, readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { reasonOf } from '../record/reason.ts';
import { StoreError } from '../sqlite/database.ts';

/** A file of frames. Its name tells its place in the order, and the generation that its messages are known by. */
export interface Segment {
  readonly number: number;
  readonly generation: string;
  readonly path: string;
  /** Behind the last byte that is on the disk for sure. */
  end: number;
  /** Whether more will be written to it. */
  isOpen: boolean;
}

const name = /^(\d{10})-([0-9a-f]{1,64})\.spool$/;

/** The segments in a folder, in order. Only the last one is written to; whole ones are deleted, from the first on. */
export class Segments {
  readonly folder: string;
  readonly #segments: Segment[];
  #nextNumber: number;

  /** Makes the folder. Throws StoreError where it cannot be used. */
  constructor(folder: string) {
    this.folder = folder;
    try {
      mkdirSync(folder, { recursive: true, mode: 0o700 });
      this.#segments = list(folder);
    } catch (cause) {
      const advice = 'check dataDir in the configuration, and that this user may write there';
      throw new StoreError(`cannot use ${folder}: ${reasonOf(cause)}\n  ${advice}`, cause);
    }
    this.#nextNumber = (this.#segments.at(-1)?.number ?? 0) + 1;
  }

  get all(): readonly Segment[] {
    return this.#segments;
  }

  /** Of all segments, on the disk. */
  get bytes(): number {
    return this.#segments.reduce((sum, { end }) => sum + end, 0);
  }

  of(generation: string): Segment | undefined {
    return this.#segments.find((segment) => segment.generation === generation);
  }

  after({ number }: Segment): Segment | undefined {
    return this.#segments.find((segment) => segment.number > number);
  }

  /** What the next one will be; it counts from `add` on. */
  next(generation: string): Segment {
    const number = this.#nextNumber;
    const path = join(this.folder, `${String(number).padStart(10, '0')}-${generation}.spool`);
    return { number, generation, path, end: 0, isOpen: true };
  }

  add(segment: Segment): void {
    this.#segments.push(segment);
    this.#nextNumber = segment.number + 1;
  }

  /** Deletes the first one. Throws what the disk says, and has changed nothing then. */
  removeFirst(): void {
    const [first] = this.#segments;
    if (first === undefined) return;
    rmSync(first.path, { force: true });
    this.#segments.shift();
  }
}

function list(folder: string): Segment[] {
  const segments = readdirSync(folder).flatMap((file) => {
    const [, number, generation] = name.exec(file) ?? [];
    if (number === undefined || generation === undefined) return [];
    const path = join(folder, file);
    return [{ number: Number(number), generation, path, end: statSync(path).size, isOpen: false }];
  });
  return segments.sort((left, right) => left.number - right.number);
}
