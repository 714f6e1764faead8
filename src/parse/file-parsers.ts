import type { ChunkFile, LineChunk } from '../record/chunk.ts';
import type { FieldValue } from '../record/event.ts';
import type { KnownFile, Position, SeenMarker } from '../record/position.ts';
import { Timeline } from '../record/timeline.ts';
import { MessagePackWriter } from '../wire/message-pack.ts';
import type { EncodedChunk, ParsedChunk } from './chunk-reading.ts';
import { type ContainerInput, ContainerParser } from './container-events.ts';
import { readContainerLine } from './container-line.ts';
import { detectFormat } from './detect-format.ts';
import { encodeEvents } from './encode.ts';
import { LineParser } from './events.ts';
import type { TimeOptions } from './field-time.ts';
import { type Format, type FormatChoice, formatName, formats } from './formats.ts';

/** How the files of one input are read. */
export interface InputFormat {
  readonly format: FormatChoice | 'auto';
  readonly time?: TimeOptions | undefined;
  readonly fields: { readonly [field: string]: FieldValue };
  /** Set where the files are those of a container runtime; `format` is then that of what was printed. */
  readonly container?: ContainerInput | undefined;
}

export interface FileParsersOptions {
  readonly inputs: readonly InputFormat[];
  readonly known: readonly KnownFile[];
  /** Journals when bytes were first seen, and where lines were cut. */
  readonly mark: (generation: string, markers: readonly SeenMarker[]) => void;
  /**
   * Hears which format was chosen for a life of a file, such as `json` or `cri json`, and why: to be remembered for the
   * next run.
   */
  readonly chosen: (file: ChunkFile, chosen: ChosenFormat) => void;
}

/** Three times a chunk: what short lines with many fields come to. */
const encodedBytesExpected = 768 * 1024;

/** One parser and one timeline for each life of a file. */
export class FileParsers {
  readonly #options: FileParsersOptions;
  readonly #timelines = new Map<string, Timeline>();
  readonly #parsers = new Map<string, FileParser>();
  /** Chosen by a run before: in the middle of a file there is no first line to choose by. */
  readonly #formats = new Map<string, string>();
  /** One for all files: a chunk's events are done with when the next ones are asked for. */
  readonly #encoded = new MessagePackWriter(encodedBytesExpected);

  constructor(options: FileParsersOptions) {
    this.#options = options;
    for (const { generation, lastTimedMs, markers, format } of options.known) {
      this.#timelines.set(generation, new Timeline(lastTimedMs, markers));
      if (format !== undefined) this.#formats.set(generation, format);
    }
  }

  /** Lines → events, which may be sent once `journal` returned. */
  parse(chunk: LineChunk, nowMs: number): ParsedChunk & { readonly format: string } {
    return this.#read(chunk, nowMs, (parser, timeline) => parser.parse(chunk, timeline, nowMs));
  }

  /** As `parse`, with the events as they go into a block: valid until the next chunk. */
  encode(chunk: LineChunk, nowMs: number): EncodedChunk & { readonly format: string } {
    return this.#read(chunk, nowMs, (parser, timeline) =>
      parser instanceof LineParser
        ? parser.encode(chunk, timeline, nowMs, this.#encoded)
        : encodeEvents(parser.parse(chunk, timeline, nowMs), chunk.file.generation, this.#encoded),
    );
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

  #read<Read>(
    chunk: LineChunk,
    nowMs: number,
    read: (parser: LineParser | ContainerParser, timeline: Timeline) => Read,
  ): Read & { readonly format: string } {
    const { generation } = chunk.file;
    const { parser, format } = this.#parserOf(chunk);
    const timeline = this.#timelines.get(generation) ?? new Timeline();
    this.#timelines.set(generation, timeline);
    const result = read(parser, timeline);
    if (chunk.isCut) timeline.cut(chunk.offset, chunk.offset + chunk.bytes.length, nowMs);
    return { ...result, format };
  }

  #parserOf({ file }: LineChunk): FileParser {
    const known = this.#parsers.get(file.generation);
    if (known !== undefined) return known;
    const input = this.#options.inputs[file.input] ?? this.#options.inputs[0];
    if (input === undefined) throw new RangeError(`no input ${file.input}`);
    const format = input.format === 'auto' ? this.#chosenFor(file, input) : input.format;
    const { container, fields, time } = input;
    const options = { format, fields, time, headerLine: file.headerLine };
    const parser =
      container === undefined
        ? new LineParser(options)
        : new ContainerParser({ ...options, container, path: file.path });
    const made = { parser, format: nameOf(format, input) };
    this.#parsers.set(file.generation, made);
    return made;
  }

  #chosenFor(file: ChunkFile, input: InputFormat): Format {
    const chosen = this.#formats.get(file.generation);
    const remembered = formats.find((format) => nameOf(format, input) === chosen);
    if (remembered !== undefined) return remembered;
    const { format, reason } = detectFormat(linesToJudge(file, input), input.time);
    this.#options.chosen(file, { format: nameOf(format, input), reason });
    return format;
  }
}

/** What stands in a file of a container is not what stands in a file. */
function nameOf(format: FormatChoice, { container }: InputFormat): string {
  return container === undefined ? formatName(format) : `${container.format} ${formatName(format)}`;
}

/** Of a container's file what was printed. */
function linesToJudge({ firstLine, nextLines = [] }: ChunkFile, { container }: InputFormat): string[] {
  const lines = [firstLine, ...nextLines];
  if (container === undefined) return lines;
  return lines.map((line) => readContainerLine[container.format](line)?.text ?? '');
}

/** What `auto` chose for a file, and why. */
export interface ChosenFormat {
  readonly format: string;
  readonly reason: string;
}

interface FileParser {
  readonly parser: LineParser | ContainerParser;
  /** Its name, for the log. */
  readonly format: string;
}
