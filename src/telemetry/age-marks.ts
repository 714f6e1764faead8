/** Marks of one file: enough to tell an age to a few percent, however long the backlog. */
const marksMax = 64;

interface Mark {
  readonly until: number;
  readonly timeMs: number;
}

/** When the bytes of a file came, as far as it was seen; tells how old the oldest of those still open are. */
export class AgeMarks {
  #marks: Mark[] = [];

  /** Every byte before `until` had come at `timeMs`. */
  add(until: number, timeMs: number): void {
    if (until <= (this.#marks.at(-1)?.until ?? 0)) return;
    this.#marks.push({ until, timeMs });
    if (this.#marks.length > marksMax) this.#marks = inPairs(this.#marks);
  }

  /** Every byte before `offset` is done with. */
  settle(offset: number): void {
    const open = this.#marks.findIndex(({ until }) => until > offset);
    if (open !== 0) this.#marks = open === -1 ? [] : this.#marks.slice(open);
  }

  /** No byte from `offset` on is left: the file was cut, or is gone. */
  cut(offset: number): void {
    this.#marks = this.#marks
      .filter(({ until }, index) => until <= offset || (this.#marks[index - 1]?.until ?? 0) < offset)
      .map((mark) => ({ ...mark, until: Math.min(mark.until, offset) }));
  }

  /** Undefined where nothing is open. */
  get oldestMs(): number | undefined {
    return this.#marks[0]?.timeMs;
  }
}

/** Two become one, with the older time: an age is told too high rather than too low. */
function inPairs(marks: readonly Mark[]): Mark[] {
  return marks.flatMap((mark, index) => {
    if (index % 2 === 1) return [];
    return [{ until: marks[index + 1]?.until ?? mark.until, timeMs: mark.timeMs }];
  });
}
