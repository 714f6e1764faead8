import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import { z } from 'zod';
import type { SpoolDisk } from './disk.ts';
import type { Cursors } from './payload.ts';

/** How far the spool was shipped: everything before is acknowledged by Kinesis. */
export interface SpoolPosition {
  readonly generation: string;
  readonly offset: number;
}

const entry = z.object({
  number: z.int().nonnegative(),
  generation: z.string(),
  offset: z.int().nonnegative(),
  cursors: z.record(z.string(), z.string()),
});
type Entry = z.output<typeof entry>;

/** Written in turn: a write that a crash tears leaves the other one. */
const fileNames = ['acknowledged.a', 'acknowledged.b'] as const;

/**
 * The spool's position, and the cursors of segments that may be gone: one line of text `CRC JSON`, in two files that are
 * written in turn. An old position costs repeats, which have the ids they had.
 */
export class Acknowledged {
  readonly #folder: string;
  readonly #disk: SpoolDisk;
  #last: Entry | undefined;

  constructor(folder: string, disk: SpoolDisk) {
    this.#folder = folder;
    this.#disk = disk;
    const entries = fileNames.map((name) => read(join(folder, name))).filter((found) => found !== undefined);
    this.#last = entries.sort((left, right) => right.number - left.number)[0];
  }

  get position(): SpoolPosition | undefined {
    return this.#last;
  }

  get cursors(): Cursors {
    return new Map(Object.entries(this.#last?.cursors ?? {}));
  }

  /** On the disk when it returns; throws what the disk says, and the one before counts. */
  write({ generation, offset }: SpoolPosition, cursors: Cursors): void {
    const number = (this.#last?.number ?? 0) + 1;
    const next = { number, generation, offset, cursors: Object.fromEntries(cursors) };
    const json = JSON.stringify(next);
    const name = fileNames[number % 2] ?? fileNames[0];
    this.#disk.overwrite(join(this.#folder, name), Buffer.from(`${sumOf(json)} ${json}\n`));
    this.#last = next;
  }
}

function read(path: string): Entry | undefined {
  try {
    const [, sum, json] = /^([0-9a-f]{8}) (.*)\n/s.exec(readFileSync(path, 'utf8')) ?? [];
    if (json === undefined || sum !== sumOf(json)) return undefined;
    return entry.safeParse(JSON.parse(json)).data;
  } catch {
    return undefined; // It is not there, or damaged: the other one counts.
  }
}

function sumOf(json: string): string {
  return crc32(json).toString(16).padStart(8, '0');
}
