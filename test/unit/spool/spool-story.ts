import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { systemClock } from '../../../src/cli/system-clock.ts';
import type { Received, SpooledChunk } from '../../../src/record/received.ts';
import type { SpoolDisk } from '../../../src/spool/disk.ts';
import type { SpoolEvents } from '../../../src/spool/options.ts';
import { Spool } from '../../../src/spool/spool.ts';

/** A spool in a folder of its own, over several runs. */
export class SpoolStory {
  readonly folder = mkdtempSync(join(tmpdir(), 'kinship-spool-'));
  readonly told: string[] = [];
  #generations = 0;
  readonly #opened: Spool[] = [];

  static async begin(options: { bytesMax?: number; disk?: SpoolDisk } = {}): Promise<SpoolStory> {
    const story = new SpoolStory();
    await story.open(options);
    return story;
  }

  get spool(): Spool {
    const spool = this.#opened.at(-1);
    if (spool === undefined) throw new Error('the story has not begun');
    return spool;
  }

  /** Opens it anew; without a `close` before, as after a crash. */
  async open({ bytesMax = 64 * 1024 * 1024, disk }: { bytesMax?: number; disk?: SpoolDisk } = {}) {
    const spool = await Spool.open({
      folder: this.folder,
      bytesMax,
      clock: systemClock,
      events: this.#events(),
      mintGeneration: () =>
        `${process.pid.toString(16)}${(this.#generations++).toString(16).padStart(4, '0')}`,
      ...(disk !== undefined && { disk }),
    });
    this.#opened.push(spool);
    return spool;
  }

  /** Reads until nothing more comes. */
  async readAll(): Promise<SpooledChunk[]> {
    await setImmediate(); // Who reads again and again is to leave the disk its turn.
    const over = new AbortController();
    const chunks: SpooledChunk[] = [];
    for await (const chunk of this.spool.read(over.signal)) {
      if (chunk === undefined) over.abort();
      else chunks.push(chunk);
    }
    return chunks;
  }

  async readLines(): Promise<string[]> {
    return (await this.readAll()).flatMap(({ messages }) => messages.map(textOf));
  }

  commit(chunks: readonly SpooledChunk[]): void {
    for (const { file, messages } of chunks)
      this.spool.commit([{ generation: file.generation, offset: messages.at(-1)?.end ?? 0 }]);
  }

  async end(): Promise<void> {
    for (const spool of this.#opened) await spool.close();
    rmSync(this.folder, { recursive: true, force: true });
  }

  #events(): SpoolEvents {
    const tell = (text: string) => void this.told.push(text);
    return {
      spoolBytes: () => {},
      spoolFull: () => tell('full'),
      spoolHasRoom: () => tell('has room'),
      spoolNotWritten: (_path, error) => tell(`not written: ${String(error)}`),
      spoolWritten: () => tell('written'),
      spoolDamaged: (_path, offset, bytes) => tell(`damaged at ${offset}: ${bytes}`),
      spoolTorn: (_path, offset, bytes) => tell(`torn at ${offset}: ${bytes}`),
      spoolUnreadable: (_path, error) => tell(`unreadable: ${String(error)}`),
      segmentEnded: () => tell('segment ended'),
    };
  }
}

export function message(text: string, more: Partial<Received> = {}): Received {
  return { input: 'syslog tcp', receivedMs: 1_700_000_000_000, line: Buffer.from(text), ...more };
}

function textOf({ line }: Pick<Received, 'line'>): string {
  return Buffer.from(line).toString();
}
