import { isDeepStrictEqual } from 'node:util';
import type { AgentContext } from './agent-context.ts';
import { AgentPods } from './agent-pods.ts';
import type { AgentOptions } from './config/agent-options.ts';
import { untilWritten } from './flow/until-written.ts';
import type { EncodedChunk, ReadLines } from './parse/chunk-reading.ts';
import { FileParsers } from './parse/file-parsers.ts';
import type { LineChunk } from './record/chunk.ts';
import type { Position, PositionStore } from './record/position.ts';
import { headerLinesIn, inputFormat } from './sources/file/event-rule.ts';
import type { FileInputOptions } from './sources/file/options.ts';
import type { OwnFiles } from './sources/file/own-files.ts';
import { FileSource } from './sources/file/source.ts';
import type { OpenFiles } from './sources/file/source-options.ts';
import { type CompiledSteps, compileSteps } from './steps/compile.ts';
import { type PackableChunk, processChunk } from './steps/process.ts';
import type { Step } from './steps/step.ts';

interface FileOptions extends Pick<AgentOptions, 'filesOpenMax' | 'steps' | 'kubernetes'> {
  readonly inputs: readonly (FileInputOptions & { readonly steps: readonly Step[] })[];
}

/** What is open, and what is done with what is read of it. */
interface Open {
  readonly options: FileOptions;
  /** The configured ones, and behind them earlier ones of files that are still open. */
  readonly inputs: FileOptions['inputs'];
  readonly source: FileSource;
  readonly parsers: FileParsers;
  readonly pods: AgentPods | undefined;
  /** By input. */
  readonly steps: readonly CompiledSteps[];
}

/** The files of the inputs, with a parser for each. They outlive a new configuration of everything else. */
export class AgentFiles {
  readonly #store: PositionStore;
  readonly #own: OwnFiles;
  readonly #context: AgentContext;
  readonly #mintId: () => string;
  #open: Open | undefined;
  /** Something that was read is not shipped: it has to be read again. */
  #hasDropped = false;

  constructor(dataDir: string, store: PositionStore, context: AgentContext, mintId: () => string) {
    const folders = () => [dataDir, ...(context.ownFolders?.() ?? [])];
    this.#own = { folders, logKey: context.logKey };
    this.#store = store;
    this.#context = context;
    this.#mintId = mintId;
  }

  /**
   * Goes on with the open files. Under other inputs, and where something has to be read again, each from its position
   * on: what is open may have no name any more, and be read nowhere else.
   */
  async open({ inputs, steps, kubernetes, filesOpenMax }: FileOptions): Promise<void> {
    if (inputs.length === 0 && this.#open === undefined) return;
    const options = { inputs, steps, kubernetes, filesOpenMax };
    if (!this.#hasDropped && isDeepStrictEqual(this.#open?.options, options)) return;
    const openFiles = this.#open?.source.handOver() ?? new Map();
    const all = this.#open === undefined ? inputs : this.#keepInputs(this.#open.inputs, inputs, openFiles);
    this.#hasDropped = false;
    const { clock, telemetry } = this.#context;
    telemetry.progress.filesClosed();
    if (all.length === 0) {
      this.#open = undefined;
      return;
    }
    const parsers = this.#createParsers(all);
    const source = new FileSource({
      inputs: all.map((input) => ({ ...input, skipHeaderLines: headerLinesIn(input) })),
      filesOpenMax,
      openFiles,
      own: this.#own,
      store: this.#store,
      clock,
      events: telemetry,
      mintGeneration: this.#mintId,
      lifeEnded: (generation) => {
        parsers.ended(generation);
        telemetry.fileEnded(generation);
      },
    });
    const compiled = all.map((input) => compileSteps([...input.steps, ...steps], labelOf(input)));
    const pods = kubernetes === undefined ? undefined : new AgentPods(kubernetes, this.#context);
    this.#open = { options, inputs: all, source, parsers, pods, steps: compiled };
  }

  /** Whether there is anything to read: a configured input, or a file of an earlier one. */
  get isOpen(): boolean {
    return this.#open !== undefined;
  }

  read(signal: AbortSignal): AsyncIterable<LineChunk | undefined> {
    return this.#opened().source.read(signal);
  }

  /** Undefined where `stop` aborted before the disk took what must be on it first: the chunk is read again. */
  async parse(chunk: LineChunk, stop: AbortSignal): Promise<PackableChunk | undefined> {
    const { clock, telemetry } = this.#context;
    const { parsers, pods } = this.#opened();
    const nowMs = clock.nowMs();
    const parsed = parsers.parse(chunk, nowMs);
    if (!(await this.#journal(chunk, stop))) return undefined;
    await pods?.addTo(parsed.events, chunk.file.path, stop);
    const processed = processChunk(parsed, () => this.#stepsOf(chunk), nowMs);
    // The sample as it is sent: without what was redacted.
    this.#tell(chunk, { ...parsed, sample: processed.sample });
    telemetry.steps.processed(processed);
    return processed;
  }

  /** Whether anything is done with the events of a chunk before they are packed. */
  isProcessed(chunk: LineChunk): boolean {
    return this.#opened().pods !== undefined || this.#stepsOf(chunk).length > 0;
  }

  /** As `parse`, with the events as they go into a block; only where nothing is done with them before. */
  async encode(chunk: LineChunk, stop: AbortSignal): Promise<EncodedChunk | undefined> {
    const encoded = this.#opened().parsers.encode(chunk, this.#context.clock.nowMs());
    if (!(await this.#journal(chunk, stop))) return undefined;
    this.#tell(chunk, encoded);
    return encoded;
  }

  commit(positions: readonly Position[]): void {
    this.#store.commit(this.#open?.source.acknowledged(positions) ?? positions);
    this.#context.telemetry.acknowledged(positions);
    for (const position of positions) this.#open?.parsers.committed(position);
  }

  /** What was read and is not acknowledged was given up: it is read again once the files are opened anew. */
  dropped(): void {
    this.#hasDropped = true;
  }

  async close(): Promise<void> {
    const source = this.#open?.source;
    this.#open = undefined;
    this.#context.telemetry.progress.filesClosed();
    await source?.close();
  }

  #stepsOf({ file }: LineChunk): CompiledSteps {
    return this.#opened().steps[file.input] ?? [];
  }

  /** False where `signal` aborted before the disk took what must be on it first. */
  async #journal({ file }: LineChunk, signal: AbortSignal): Promise<boolean> {
    const { clock, telemetry } = this.#context;
    const { parsers } = this.#opened();
    const isWritten = await untilWritten(() => parsers.journal(file.generation), {
      clock,
      signal,
      events: telemetry,
    });
    if (!isWritten) this.#hasDropped = true;
    return isWritten;
  }

  #tell({ file, offset, bytes }: LineChunk, read: ReadLines & { readonly format: string }): void {
    const { telemetry } = this.#context;
    const { count, endOffsets, unparsed, sample, format } = read;
    const range = { offset, end: offset + bytes.length, lineEnd: endOffsets.at(-1) ?? offset };
    telemetry.chunkRead(file, range, count);
    if (unparsed.size > 0) telemetry.linesUnparsed(unparsed, file.path, format, sample);
  }

  #opened() {
    if (this.#open === undefined) throw new Error('the files are not open');
    return this.#open;
  }

  /**
   * The new inputs, to whose places the known files are moved. An earlier one is kept, without paths, for files that are
   * open: what is left in them is read as it was until now.
   */
  #keepInputs(
    before: FileOptions['inputs'],
    now: FileOptions['inputs'],
    openFiles: OpenFiles,
  ): FileOptions['inputs'] {
    const all = [...now];
    for (const { generation, input: index } of this.#store.files()) {
      const input = before[index];
      if (input === undefined) continue;
      const ended = { ...input, paths: [] };
      let place = all.findIndex((one) => isDeepStrictEqual(one, input) || isDeepStrictEqual(one, ended));
      if (place === -1) place = now.findIndex((one) => isDeepStrictEqual(one.paths, input.paths));
      if (place === -1 && openFiles.has(generation)) place = all.push(ended) - 1;
      if (place !== -1 && place !== index) this.#store.update({ generation, input: place });
    }
    return all;
  }

  #createParsers(inputs: FileOptions['inputs']): FileParsers {
    return new FileParsers({
      inputs: inputs.map((input) => ({
        ...inputFormat(input),
        time: input.time,
        fields: input.dataset === undefined ? {} : { 'event.dataset': input.dataset },
      })),
      known: this.#store.files(),
      mark: (generation, markers) => this.#store.mark(generation, markers),
      chosen: ({ path, generation }, { format, reason }) => {
        this.#context.telemetry.formatChosen(path, format, reason);
        this.#store.update({ generation, format });
      },
    });
  }
}

/** What its steps are counted under. */
function labelOf({ dataset, paths }: FileInputOptions): string {
  return dataset ?? paths.join(' ');
}
