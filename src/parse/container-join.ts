import { type ContainerLine, containerTimes } from './container-line.ts';
import type { Grouping } from './grouping.ts';

export interface ContainerJoinOptions {
  /** How lines of one stream make events of several; without it, each is one. */
  readonly grouping?: Grouping | undefined;
  /** An event of more lines ends there. */
  readonly linesMax?: number | undefined;
  /** A stream that printed nothing for so long, by the times of the lines, goes on with no event, ms. */
  readonly flushAfterMs: number;
}

/** One event, of lines of one stream. */
export interface JoinedEvent {
  /** Which lines of the file, ascending; those of another stream may stand between them. */
  readonly lines: readonly number[];
  /** What it begins with. Undefined where a line is none of a container: it is an event of its own. */
  readonly line: ContainerLine | undefined;
  readonly text: string;
}

interface OpenEvent {
  readonly lines: number[];
  readonly line: ContainerLine;
  readonly texts: string[];
  state: string;
}

interface OpenStream {
  /** The lines of an event so far. */
  event?: OpenEvent | undefined;
  /** The pieces of a line so far. */
  partial?: { readonly lines: number[]; readonly line: ContainerLine; text: string } | undefined;
  /** Of its last line, ms. */
  lastMs: number | undefined;
}

/**
 * Puts the lines of a container's file together, each stream for itself: pieces to lines, lines to events. What an
 * event is depends on nothing before it, so that a reading may begin wherever no event is open.
 */
export class ContainerJoin {
  readonly events: JoinedEvent[] = [];
  readonly #options: ContainerJoinOptions;
  readonly #open = new Map<string, OpenStream>();
  readonly #timeOf = containerTimes();
  #count = 0;
  #lastStream: string | undefined;

  constructor(options: ContainerJoinOptions) {
    this.#options = options;
  }

  /** The next line of the file. */
  add(line: ContainerLine | undefined): void {
    const index = this.#count;
    this.#count += 1;
    this.#lastStream = line?.stream;
    if (line === undefined) {
      this.events.push({ lines: [index], line, text: '' });
      return;
    }
    if (this.#open.size === 0 && !line.isPartial && this.#options.grouping === undefined) {
      this.events.push({ lines: [index], line, text: line.text });
      return;
    }
    const timeMs = this.#timeOf(line.time);
    this.#closeSilent(timeMs);
    this.#addTo(this.#streamOf(line, timeMs), index, line);
  }

  /** No line goes on with what is open. */
  closeAll(): void {
    for (const stream of this.#open.keys()) this.#close(stream);
  }

  /** As if all streams but that of the last line had ended. */
  closeOthers(): void {
    for (const stream of this.#open.keys()) if (stream !== this.#lastStream) this.#close(stream);
  }

  /** After how many lines no event is open, ascending: a reading may end there, and begin. */
  boundaries(): number[] {
    const lastOf = new Map<number, number>();
    for (const { lines } of this.events) lastOf.set(lines[0] ?? 0, lines.at(-1) ?? 0);
    const openFrom = Math.min(this.#count, ...[...this.#open.values()].map(firstLineOf));
    const boundaries: number[] = [];
    let reach = 0;
    for (let index = 0; index < openFrom; index += 1) {
      reach = Math.max(reach, lastOf.get(index) ?? 0);
      if (reach === index) boundaries.push(index + 1);
    }
    return boundaries;
  }

  #streamOf({ stream }: ContainerLine, timeMs: number | undefined): OpenStream {
    const open = this.#open.get(stream) ?? { lastMs: timeMs };
    open.lastMs = timeMs;
    this.#open.set(stream, open);
    return open;
  }

  #addTo(open: OpenStream, index: number, line: ContainerLine): void {
    const { partial } = open;
    if (partial === undefined) open.partial = { lines: [index], line, text: line.text };
    else {
      partial.lines.push(index);
      partial.text += line.text;
    }
    if (!line.isPartial) this.#wholeLine(line.stream, open);
  }

  #wholeLine(stream: string, open: OpenStream): void {
    const { partial } = open;
    open.partial = undefined;
    const { grouping, linesMax = Infinity } = this.#options;
    if (partial === undefined) return;
    const { lines, line, text } = partial;
    if (grouping === undefined) {
      this.events.push({ lines, line, text });
      this.#open.delete(stream);
      return;
    }
    const { event } = open;
    let step = event === undefined ? grouping.first(text) : grouping.next(event.state, text);
    const isFull = event !== undefined && event.texts.length >= linesMax;
    if (isFull && !step.starts) step = grouping.first(text);
    if (event === undefined || step.starts) {
      this.#emit(event);
      open.event = { lines, line, texts: [text], state: step.state };
    } else {
      event.lines.push(...lines);
      event.texts.push(text);
      event.state = step.state;
    }
    if (!step.isLast) return;
    this.#emit(open.event);
    open.event = undefined;
    this.#open.delete(stream);
  }

  #closeSilent(timeMs: number | undefined): void {
    if (timeMs === undefined) return;
    for (const [stream, { lastMs = timeMs }] of this.#open)
      if (timeMs - lastMs >= this.#options.flushAfterMs) this.#close(stream);
  }

  #close(stream: string): void {
    const open = this.#open.get(stream);
    if (open !== undefined) this.#wholeLine(stream, open);
    this.#emit(open?.event);
    this.#open.delete(stream);
  }

  #emit(event: OpenEvent | undefined): void {
    if (event !== undefined)
      this.events.push({ lines: event.lines, line: event.line, text: event.texts.join('\n') });
  }
}

function firstLineOf({ event, partial }: OpenStream): number {
  return event?.lines[0] ?? partial?.lines[0] ?? Infinity;
}
