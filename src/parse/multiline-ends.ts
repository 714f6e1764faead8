import type { Encoding } from '../record/chunk.ts';
import type { Grouping, GroupStep } from './grouping.ts';

/** Bytes of a file that begin where an event does, or its next part. */
export interface EventBytes {
  readonly bytes: Buffer;
  readonly encoding: Encoding;
  /** Ends of the lines in `bytes`, each after its newline, and the `cuts`. */
  readonly lineEnds: readonly number[];
  /** Where an event was cut before, for the next line did not come: it ends there again. */
  readonly cuts: ReadonlySet<number>;
  /** No more bytes are looked at together: an event without an end in them is cut into parts. */
  readonly isFull: boolean;
  /** What is known of an event that began before; undefined where one begins. */
  readonly within: string | undefined;
  /** The last place in the bytes that does not cut a character. */
  readonly characterEnd: (bytes: Buffer) => number;
}

export interface EventEnds {
  /** Of the events that end in the bytes, ascending. */
  readonly ends: readonly number[];
  /** Where none ends and the event is too long: the end of a part. What stands behind it belongs to the event. */
  readonly part?: EventPart;
}

export interface EventPart {
  readonly end: number;
  /** What is known of the event there. */
  readonly state: string;
}

/** Finds where events end. */
export type EventRule = (given: EventBytes) => EventEnds;

export interface MultilineLimits {
  /** An event of more lines goes on in parts. */
  readonly linesMax?: number | undefined;
}

/** The rule for lines that are grouped into events. */
export function multilineRule(grouping: Grouping, { linesMax = Infinity }: MultilineLimits): EventRule {
  return (given) => {
    const walk = new Walk(grouping, given);
    for (const end of given.lineEnds) {
      const part = walk.line(end, linesMax);
      if (part !== undefined) return walk.ends.length > 0 ? { ends: walk.ends } : { ends: [], part };
    }
    if (walk.ends.length > 0 || !given.isFull) return { ends: walk.ends };
    return walk.tooLong();
  };
}

/** One walk over the lines of some bytes. */
class Walk {
  readonly ends: number[] = [];
  readonly #grouping: Grouping;
  readonly #given: EventBytes;
  /** Of the event so far; undefined where one begins. */
  #state: string | undefined;
  #lineStart = 0;
  #lines = 0;
  /** The last whole line, and what was known before it. */
  #lastStart = 0;
  #stateBefore: string | undefined;

  constructor(grouping: Grouping, given: EventBytes) {
    this.#grouping = grouping;
    this.#given = given;
    this.#state = given.within;
  }

  /** Takes the line up to `end`; returns where a part ends where the event has too many lines. */
  line(end: number, linesMax: number): EventPart | undefined {
    const start = this.#lineStart;
    const step = this.#step(start, end);
    if (step.starts && this.#state !== undefined) this.#endAt(start);
    else if (this.#lines >= linesMax && this.#state !== undefined) return { end: start, state: this.#state };
    this.#stateBefore = this.#state;
    this.#lastStart = start;
    this.#lineStart = end;
    this.#lines += 1;
    this.#state = step.state;
    if (step.isLast || this.#given.cuts.has(end)) this.#endAt(end);
    return undefined;
  }

  /**
   * No event ends in bytes that are full. A part ends where what follows is known to belong to the event, so that the
   * last part is known for the last: before the last whole line; else within a line.
   */
  tooLong(): EventEnds {
    const { bytes, characterEnd } = this.#given;
    if (this.#stateBefore !== undefined && this.#lastStart > 0)
      return { ends: [], part: { end: this.#lastStart, state: this.#stateBefore } };
    const start = this.#lineStart;
    // Too little may be seen of the next line to judge it by: with the half of this one gone, there is more.
    if (start > bytes.length / 2 && this.#state !== undefined) {
      const end = characterEnd(bytes.subarray(0, Math.floor(start / 2)));
      return { ends: [], part: { end, state: this.#state } };
    }
    const step = this.#step(start, bytes.length);
    if (step.starts && start > 0) return { ends: [start] };
    return { ends: [], part: { end: characterEnd(bytes), state: step.state } };
  }

  #step(start: number, end: number): GroupStep {
    const line = lineText(this.#given, start, end);
    if (this.#state === undefined) return this.#grouping.first(line);
    const step = this.#grouping.next(this.#state, line);
    // What follows a part belongs to its event, be it the rest of a line.
    return start === 0 && step.starts ? { starts: false, isLast: step.isLast, state: this.#state } : step;
  }

  #endAt(end: number): void {
    this.ends.push(end);
    this.#state = undefined;
    this.#lines = 0;
  }
}

/** Without LF or CR LF; the bytes of UTF-16 swapped where they have to be. */
export function lineText(
  { bytes, encoding }: Pick<EventBytes, 'bytes' | 'encoding'>,
  start: number,
  end: number,
): string {
  const text = decode(bytes, encoding, start, end);
  if (!text.endsWith('\n')) return text;
  return text.slice(0, text.endsWith('\r\n') ? -2 : -1);
}

function decode(bytes: Buffer, encoding: Encoding, start: number, end: number): string {
  if (encoding === 'utf-8') return bytes.toString('utf8', start, end);
  if (encoding === 'latin1') return bytes.toString('latin1', start, end);
  const units = bytes.subarray(start, end - ((end - start) % 2));
  if (encoding === 'utf-16le') return units.toString('utf16le');
  return Buffer.from(units).swap16().toString('utf16le');
}
