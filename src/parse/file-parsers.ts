import type { LineChunk } from '../record/chunk.ts';
import type { FieldValue } from '../record/event.ts';
import type { KnownFile, Position, SeenMarker } from '../record/position.ts';
import { Timeline } from '../record/timeline.ts';
import { LineParser, type ParsedChunk } from './events.ts';
import type { Format } from './formats.ts';

/** How the files of one input are read. */
export interface InputFormat {
  readonly format: Format | 'auto';
  readonly fields: { readonly [field: string]: FieldValue };
}

export interface FileParsersOptions {
  readonly inputs: readonly InputFormat[];
  readonly known: readonly KnownFile[];
  /** Journals when bytes were first seen; called before the chunk's events are handed on. */
  readonly mark: (generation: string, markers: readonly SeenMarker[]) => void;
  readonly chosen: (path: string, format: Format) => void;
}

/** One parser and one timeline for each life of a file. */
export class FileParsers {
  readonly #options: FileParsersOptions;
  readonly #timelines = new Map<string, Timeline>();
  readonly #parsers = new Map<string, LineParser>();

  constructor(options: FileParsersOptions) {
    this.#options = options;
    for (const { generation, lastTimedMs, markers } of options.known) {
      this.#timelines.set(generation, new Timeline(lastTimedMs, markers));
    }
  }

  /** Lines → events. */
  parse(chunk: LineChunk, nowMs: number): ParsedChunk & { readonly format: Format } {
    const { generation } = chunk.file;
    const parser = this.#parserOf(chunk);
    const timeline = this.#timelines.get(generation) ?? new Timeline();
    this.#timelines.set(generation, timeline);
    const parsed = parser.parse(chunk, timeline, nowMs);
    const markers = timeline.takeChanged();
    if (markers !== undefined) this.#options.mark(generation, markers);
    return { ...parsed, format: parser.format };
  }

  /** Nothing of this life of a file will be read any more. */
  ended(generation: string): void {
    this.#timelines.delete(generation);
    this.#parsers.delete(generation);
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
    const parser = new LineParser({ ...input, firstLine: file.firstLine });
    if (input.format === 'auto') this.#options.chosen(file.path, parser.format);
    this.#parsers.set(file.generation, parser);
    return parser;
  }
}
