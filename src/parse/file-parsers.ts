import type { ChunkFile, LineChunk } from '../record/chunk.ts';
import type { FieldValue } from '../record/event.ts';
import type { KnownFile, Position, SeenMarker } from '../record/position.ts';
import { Timeline } from '../record/timeline.ts';
import { type ContainerInput, ContainerParser } from './container-events.ts';
import { LineParser, type ParsedChunk } from './events.ts';
import { type Format, formats } from './formats.ts';

/** How the files of one input are read. */
export interface InputFormat {
  readonly format: Format | 'auto';
  readonly fields: { readonly [field: string]: FieldValue };
  /** Set where the files are those of a container runtime; `format` is then that of what was printed. */
  readonly container?: ContainerInput | undefined;
}

export interface FileParsersOptions {
  readonly inputs: readonly InputFormat[];
  readonly known: readonly KnownFile[];
  /** Journals when bytes were first seen, and where lines were cut. */
  readonly mark: (generation: string, markers: readonly SeenMarker[]) => void;
  /** Hears which format was chosen for a life of a file, such as `json` or `cri json`: to be remembered for the next run. */
  readonly chosen: (file: ChunkFile, format: string) => void;
}

/** One parser and one timeline for each life of a file. */
export class FileParsers {
  readonly #options: FileParsersOptions;
  readonly #timelines = new Map<string, Timeline>();
  readonly #parsers = new Map<string, LineParser | ContainerParser>();
  /** Chosen by a run before: in the middle of a file there is no first line to choose by. */
  readonly #formats = new Map<string, string>();

  constructor(options: FileParsersOptions) {
    this.#options = options;
    for (const { generation, lastTimedMs, markers, format } of options.known) {
      this.#timelines.set(generation, new Timeline(lastTimedMs, markers));
      if (format !== undefined) this.#formats.set(generation, format);
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

  #parserOf({ file }: LineChunk): LineParser | ContainerParser {
    const known = this.#parsers.get(file.generation);
    if (known !== undefined) return known;
    const input = this.#options.inputs[file.input] ?? this.#options.inputs[0];
    if (input === undefined) throw new RangeError(`no input ${file.input}`);
    const name = (format: Format) => nameOf(format, input);
    const chosen = this.#formats.get(file.generation);
    const remembered =
      input.format === 'auto' ? formats.find((format) => name(format) === chosen) : undefined;
    const { container, fields } = input;
    const options = { format: remembered ?? input.format, fields, firstLine: file.firstLine };
    const parser =
      container === undefined
        ? new LineParser(options)
        : new ContainerParser({ ...options, container, path: file.path });
    if (input.format === 'auto' && remembered === undefined) this.#options.chosen(file, name(parser.format));
    this.#parsers.set(file.generation, parser);
    return parser;
  }
}

/** What stands in a file of a container is not what stands in a file. */
function nameOf(format: Format, { container }: InputFormat): string {
  return container === undefined ? format : `${container.format} ${format}`;
}
