import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import type { AgentContext } from './agent-context.ts';
import { type AgentOptions, receiverOptionsOf } from './config/agent-options.ts';
import type { Receiver } from './flow/intake.ts';
import { type ReceivedFormat, ReceivedParsers } from './parse/received.ts';
import type { Position } from './record/position.ts';
import type { SpooledChunk } from './record/received.ts';
import { createReceiver, inputKey, type ReceiverOptions } from './sources/index.ts';
import { Spool } from './spool/spool.ts';
import { type CompiledSteps, compileSteps } from './steps/compile.ts';
import { type PackableChunk, processChunk } from './steps/process.ts';
import type { Step } from './steps/step.ts';

/**
 * What a receiver has taken when it is to stop waits where the spool is full, for room that only the reading of the spool
 * makes: in a new configuration that goes on after this time, ms, and what waited is written then.
 */
const stopWaitMs = 5_000;

/** Inputs that cannot be read again, and the spool that they go through. They outlive a configuration that leaves them as they are. */
export class AgentIntake {
  readonly #context: AgentContext;
  readonly #folder: string;
  readonly #mintId: () => string;
  readonly #receivers = new Map<string, { readonly options: ReceiverOptions; readonly receiver: Receiver }>();
  /** Of inputs that are gone from the configuration, too: their messages may still be in the spool. */
  readonly #formats = new Map<string, ReceivedFormat>();
  #parsers = new ReceivedParsers(new Map());
  /** Their own, by input; and what is done with the events of each, the steps of all inputs behind them. */
  readonly #ownSteps = new Map<string, { readonly steps: readonly Step[]; readonly label: string }>();
  #steps = new Map<string, CompiledSteps>();
  /** For messages of inputs that an earlier run had. */
  #otherSteps: CompiledSteps = [];
  #open: { readonly spool: Spool; readonly bytesMax: number } | undefined;

  constructor(dataDir: string, context: AgentContext, mintId: () => string) {
    this.#folder = join(dataDir, 'spool');
    this.#context = context;
    this.#mintId = mintId;
  }

  /** Inputs that are as they were go on; those that are gone end, and new ones begin. */
  async open(options: AgentOptions): Promise<void> {
    const inputs = new Map<string, ReceiverOptions>();
    for (const { steps, ...input } of receiverOptionsOf(options.inputs)) {
      const key = inputKey(input);
      inputs.set(key, input);
      this.#ownSteps.set(key, { steps, label: input.dataset ?? key });
    }
    this.#compileSteps(options.steps);
    if (this.#open !== undefined && this.#open.bytesMax !== options.spoolBytesMax) await this.close();
    for (const [key, { options: before }] of this.#receivers)
      if (!isDeepStrictEqual(inputs.get(key), before)) await this.#stop(key);
    if (inputs.size === 0 && !existsSync(this.#folder)) return;
    for (const [key, input] of inputs) this.#formats.set(key, formatOf(input));
    this.#parsers = new ReceivedParsers(this.#formats);
    const spool = await this.#openSpool(options.spoolBytesMax);
    for (const [key, input] of inputs) this.#start(key, input, spool);
  }

  /** Undefined where there is no such input, and nothing left of one. */
  read(signal: AbortSignal): AsyncIterable<SpooledChunk | undefined> | undefined {
    return this.#open?.spool.read(signal);
  }

  parse(chunk: SpooledChunk): PackableChunk {
    const { telemetry, clock } = this.#context;
    const { file, offset, end, messages } = chunk;
    const parsed = this.#parsers.parse(chunk);
    const { count, endOffsets, unparsed, format } = parsed;
    const stepsOf = (index: number) => this.#steps.get(messages[index]?.input ?? '') ?? this.#otherSteps;
    const processed = processChunk(parsed, stepsOf, clock.nowMs());
    const range = { offset, end, lineEnd: endOffsets.at(-1) ?? offset };
    telemetry.chunkRead({ ...file, isSpool: true }, range, count);
    if (unparsed.size > 0) telemetry.linesUnparsed(unparsed, file.path, format, processed.sample);
    telemetry.steps.processed(processed);
    return processed;
  }

  has(generation: string): boolean {
    return this.#open?.spool.has(generation) === true;
  }

  commit(positions: readonly Position[]): void {
    this.#open?.spool.commit(positions);
    this.#context.telemetry.acknowledged(positions);
  }

  /** What was read and is not acknowledged is read again; whoever sends notices nothing. */
  async rewind(): Promise<void> {
    await this.#open?.spool.rewind();
  }

  /** Takes no more. What was taken is in the spool then; where that takes nothing, it is given up. */
  async close(): Promise<void> {
    this.#open?.spool.waitNoMore();
    await Promise.all([...this.#receivers.keys()].map((key) => this.#stop(key)));
    const spool = this.#open?.spool;
    this.#open = undefined;
    await spool?.close();
  }

  #compileSteps(ofAll: readonly Step[]): void {
    this.#otherSteps = compileSteps(ofAll, 'other');
    this.#steps = new Map(
      [...this.#ownSteps].map(([key, { steps, label }]) => [key, compileSteps([...steps, ...ofAll], label)]),
    );
  }

  async #openSpool(bytesMax: number): Promise<Spool> {
    const { clock, telemetry } = this.#context;
    const spool =
      this.#open?.spool ??
      (await Spool.open({
        folder: this.#folder,
        bytesMax,
        clock,
        events: telemetry.inputs,
        mintGeneration: this.#mintId,
      }));
    this.#open = { spool, bytesMax };
    return spool;
  }

  #start(key: string, options: ReceiverOptions, spool: Spool): void {
    if (this.#receivers.has(key)) return;
    const { clock, telemetry, stdin } = this.#context;
    const receiver = createReceiver(options, { intake: spool, clock, telemetry: telemetry.inputs, stdin });
    this.#receivers.set(key, { options, receiver });
    telemetry.inputs.began(key);
    spool.resume();
    receiver.start();
    void this.#finishWhenAllEnded(spool);
  }

  /** Where every input has an end, the reading of the spool has one too. */
  async #finishWhenAllEnded(spool: Spool): Promise<void> {
    const receivers = [...this.#receivers.values()].map(({ receiver }) => receiver);
    const ends = receivers.map(({ ended }) => ended).filter((ended) => ended !== undefined);
    if (ends.length < receivers.length) return;
    await Promise.all(ends);
    const areAll = [...this.#receivers.values()].every(({ receiver }) => receivers.includes(receiver));
    if (areAll && this.#open?.spool === spool) spool.finish();
  }

  async #stop(key: string): Promise<void> {
    const { clock, telemetry } = this.#context;
    const known = this.#receivers.get(key);
    this.#receivers.delete(key);
    const stopped = new AbortController();
    const stopping = known?.receiver.stop().finally(() => stopped.abort());
    await Promise.race([stopping, clock.sleep(stopWaitMs, stopped.signal)]);
    telemetry.inputs.gone(key);
  }
}

function formatOf({ format, dataset }: ReceiverOptions): ReceivedFormat {
  return { format, fields: dataset === undefined ? {} : { 'event.dataset': dataset } };
}
