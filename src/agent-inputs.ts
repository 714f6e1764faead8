import type { AgentContext } from './agent-context.ts';
import { AgentFiles } from './agent-files.ts';
import { AgentIntake } from './agent-intake.ts';
import { type AgentOptions, fileOptionsOf } from './config/agent-options.ts';
import { inTurn } from './flow/in-turn.ts';
import type { EncodedChunk } from './parse/chunk-reading.ts';
import type { LineChunk } from './record/chunk.ts';
import type { Position, PositionStore } from './record/position.ts';
import type { SpooledChunk } from './record/received.ts';
import type { PackableChunk } from './steps/process.ts';

export type InputChunk = LineChunk | SpooledChunk;

export function isOfFile(chunk: InputChunk): chunk is LineChunk {
  return 'bytes' in chunk;
}

/** All inputs of an agent: files, and beside them what goes through the spool. Neither holds up the other. */
export class AgentInputs {
  readonly #files: AgentFiles;
  readonly #intake: AgentIntake;

  constructor(dataDir: string, store: PositionStore, context: AgentContext, mintId: () => string) {
    this.#files = new AgentFiles(dataDir, store, context, mintId);
    this.#intake = new AgentIntake(dataDir, context, mintId);
  }

  async open(options: AgentOptions): Promise<void> {
    await this.#files.open({ ...options, inputs: fileOptionsOf(options.inputs) });
    await this.#intake.open(options);
  }

  /** Yields `undefined` where there is nothing to read in the files, or where there are none, in the spool. */
  async *read(signal: AbortSignal): AsyncIterable<InputChunk | undefined> {
    const received = this.#intake.read(signal);
    if (!this.#files.isOpen) {
      yield* received ?? [];
      return;
    }
    const files: AsyncIterable<InputChunk | undefined> = this.#files.read(signal);
    yield* received === undefined ? files : inTurn([files, withoutIdle(received)]);
  }

  /** Undefined where `stop` aborted before the disk took what must be on it first: the chunk is read again. */
  async parse(chunk: InputChunk, stop: AbortSignal): Promise<PackableChunk | undefined> {
    if (isOfFile(chunk)) return this.#files.parse(chunk, stop);
    return this.#intake.parse(chunk);
  }

  /** Whether anything is done with the events of a chunk before they are packed. */
  isProcessed(chunk: LineChunk): boolean {
    return this.#files.isProcessed(chunk);
  }

  /** As `parse`, with the events as they go into a block; only where nothing is done with them before. */
  encode(chunk: LineChunk, stop: AbortSignal): Promise<EncodedChunk | undefined> {
    return this.#files.encode(chunk, stop);
  }

  commit(positions: readonly Position[]): void {
    const spooled = positions.filter(({ generation }) => this.#intake.has(generation));
    if (spooled.length < positions.length)
      this.#files.commit(positions.filter((position) => !spooled.includes(position)));
    if (spooled.length > 0) this.#intake.commit(spooled);
  }

  /** What was read and is not acknowledged is read again. */
  async readAgain(): Promise<void> {
    this.#files.dropped();
    await this.#intake.rewind();
  }

  async close(): Promise<void> {
    await this.#intake.close();
    await this.#files.close();
  }
}

/** That there is nothing in the spool says nothing about the files. */
async function* withoutIdle(chunks: AsyncIterable<SpooledChunk | undefined>): AsyncGenerator<SpooledChunk> {
  for await (const chunk of chunks) if (chunk !== undefined) yield chunk;
}
