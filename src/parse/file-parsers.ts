import type { ChunkFile, LineChunk } from '../record/chunk.ts';
import type { FieldValue } from '../record/event.ts';
import type { KnownFile, Position, SeenMarker } from '../record/position.ts';
import { Timeline } from '../record/timeline.ts';
import { LineParser, type ParsedChunk } from './events.ts';
import { type Format, formats } from './formats.ts';

/** How the files of one input are read. */
export interface InputFormat {
  readonly format: Format | 'auto';
  readonly fields: { readonly [field: string]: FieldValue };
}

export interface FileParsersOptions {
  readonly inputs: readonly InputFormat[];
  readonly known: readonly KnownFile[];
  /** Journals when bytes were first seen, and where lines were cut. */
  readonly mark: (generation: string, markers: readonly SeenMarker[]) => void;
  /** Hears which format was chosen for a life of a file: to be remembered for the next run. */
  readonly chosen: (file: ChunkFile, format: Format) => void;
}

/** One parser and one timeline for each life of a file. */
export class FileParsers {
  readonly #options: FileParsersOptions;
  readonly #timelines = new Map<string, Timeline>();
  readonly #parsers = new Map<string, LineParser>();
  /** Chosen by a run before: in the middle of a file there is no first line to choose by. */
  readonly #formats = new Map<string, Format>();

  constructor(options: FileParsersOptions) {
    this.#options = options;
    for (const { generation, lastTimedMs, markers, format } of options.known) {
      this.#timelines.set(generation, new Timeline(lastTimedMs, markers));
      const known = formats.find((name) => name === format);
      if (known !== undefined) this.#formats.set(generation, known);
    }
  }

  /** Lines → events, which may be sent once `journal` returned. */
  parse(chunk: LineChunk, nowMs: number): ParsedChunk & { readonly format: Format } {
    const { generation } = chunk.file;
    const parser = this.#parserOf(chunk);
    const timeline = this.#timelines.get(generation) ?? new Timeline();
    this.#timelines.set(generation, timeline);
    const parsed = parser.parse(chunk, timeline, nowMs);
    if (chunk.isCut) timeline.cut(chunk.offset, chunk.offset + chunk.bytes.length, nowMs);
    return { ...parsed, format: parser.format };
  }

  /** Must return before anything of a chunk is sent. Throws what `mark` throws; then it is to be called again. */
  journal(generation: string): void {
    const timeline = this.#timelines.get(generation);
    if (timeline?.unwritten === undefined) return;
    this.#options.mark(generation, timeline.unwritten);
    timeline.written();
  }

  /** Nothing of this life of a file will be read any more. */
  ended(generation: string): void {
    this.#timelines.delete(generation);
    this.#parsers.delete(generation);
    this.#formats.delete(generation);
  }

  /** Markers below a committed position are not needed any more. */
  committed({ generation, offset }: Position): void {
    this.#timelines.get(generation)?.prune(offset);
  }

  #parserOf({ file }: LineChunk): LineParser {
    const known = this.#parsers.get(file.generation);
    if (known !== undefined) return known;
    const input = this.#options.inputs[file.input] ?? this.#options.inputs[0];
    if (input === undefined) throw new RangeError(`no input ${file.input}`);
    const remembered = input.format === 'auto' ? this.#formats.get(file.generation) : undefined;
    const parser = new LineParser({
      ...input,
      format: remembered ?? input.format,
      firstLine: file.firstLine,
    });
    if (input.format === 'auto' && remembered === undefined) this.#options.chosen(file, parser.format);
    this.#parsers.set(file.generation, parser);
    return parser;
  }
}
