import type { EventEnds, EventRule } from '../../parse/multiline-ends.ts';
import type { Encoding } from '../../record/chunk.ts';
import type { SeenMarker } from '../../record/position.ts';
import { characterBoundary, endsOfLines } from './lines.ts';

export interface LineEndsOptions {
  readonly lineBytesMax: number;
  /** Finds the events where they are not the lines. */
  readonly eventRule?: EventRule | undefined;
}

/** Some bytes of the file. */
export interface FileBytes {
  readonly bytes: Buffer;
  readonly offset: number;
  readonly encoding: Encoding;
  /** What is known of a line or event of which parts were read; undefined where one begins. */
  readonly within: string | undefined;
}

/** Finds where the lines of one file end, or the events of several lines. */
export class LineEnds {
  readonly #options: LineEndsOptions;
  /** Ends of what a run before cut, which is to be cut alike. */
  readonly #boundaries: readonly number[];

  constructor(options: LineEndsOptions, markers: readonly SeenMarker[]) {
    this.#options = options;
    // Of lines, every place that was cut is the end of a marker; parts of events end anywhere.
    const cuts = options.eventRule === undefined ? markers : markers.filter(({ isCut }) => isCut);
    this.#boundaries = cuts.map(({ until }) => until);
  }

  of(given: FileBytes): EventEnds {
    const { bytes, encoding, within } = given;
    const { eventRule, lineBytesMax } = this.#options;
    const lineEnds = endsOfLines(bytes, encoding);
    if (eventRule !== undefined) return this.#ofEvents(given, lineEnds, eventRule);
    const all = within === undefined ? this.#cutAsBefore(lineEnds, given) : lineEnds;
    const ends = bytes.length <= lineBytesMax ? all : upToLongLine(all, lineBytesMax);
    if (ends.length > 0 || bytes.length < lineBytesMax) return { ends };
    return { ends, part: { end: characterBoundary(bytes.subarray(0, lineBytesMax), encoding), state: '' } };
  }

  /** The end of what waits for the rest of its event, or of its line where `takesHalfLine`; 0 where that came, or nothing waits. */
  ofRest(given: FileBytes, takesHalfLine: boolean): number {
    const { ends, part } = this.of(given);
    if (ends.length > 0 || part !== undefined) return 0;
    const wholeLines = endsOfLines(given.bytes, given.encoding).at(-1);
    if (wholeLines !== undefined) return wholeLines;
    return takesHalfLine ? characterBoundary(given.bytes, given.encoding) : 0;
  }

  #ofEvents({ bytes, offset, encoding, within }: FileBytes, lineEnds: number[], rule: EventRule): EventEnds {
    const cuts = new Set(this.#cutsIn(offset, bytes.length));
    const missing = [...cuts].filter((cut) => !lineEnds.includes(cut));
    return rule({
      bytes,
      encoding,
      lineEnds: merged(lineEnds, missing),
      cuts,
      isFull: bytes.length >= this.#options.lineBytesMax,
      within,
      characterEnd: (some) => characterBoundary(some, encoding),
    });
  }

  /** A line that a run before cut at a place is cut there again, though its end has come. */
  #cutAsBefore(ends: number[], { bytes, offset }: FileBytes): number[] {
    const missing = this.#cutsIn(offset, bytes.length).filter((at) => {
      const lineStart = ends.findLast((end) => end <= at) ?? 0;
      return lineStart < at && at - lineStart < this.#options.lineBytesMax - 4; // Parts cut themselves.
    });
    return merged(ends, missing);
  }

  #cutsIn(offset: number, length: number): readonly number[] {
    if (this.#boundaries.length === 0) return [];
    return this.#boundaries.map((boundary) => boundary - offset).filter((at) => at > 0 && at <= length);
  }
}

/** The ends before the first line that is longer than a line may be. */
function upToLongLine(ends: number[], lineBytesMax: number): number[] {
  const long = ends.findIndex((end, index) => end - (ends[index - 1] ?? 0) > lineBytesMax);
  return long === -1 ? ends : ends.slice(0, long);
}

function merged(ends: number[], more: readonly number[]): number[] {
  return more.length === 0 ? ends : [...ends, ...more].sort((left, right) => left - right);
}
