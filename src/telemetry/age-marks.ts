/** Marks of one file: an age is told to some 3 % of the backlog's, however long that is. */
const marksMax = 64;

interface Mark {
  until: number;
  readonly timeMs: number;
}

/** When the bytes of a file came, as far as it was seen; tells how old the oldest of those still open are. */
export class AgeMarks {
  #marks: Mark[] = [];
  /** What comes within this time after a mark goes with it. */
  #stepMs = 0;

  /** Every byte before `until` had come at `timeMs`. */
  add(until: number, timeMs: number): void {
    const last = this.#marks.at(-1);
    if (until <= (last?.until ?? 0)) return;
    // With the older time: an age is told too high rather than too low.
    if (last !== undefined && timeMs - last.timeMs < this.#stepMs) last.until = until;
    else this.#marks.push({ until, timeMs });
    if (this.#marks.length > marksMax) this.#thin();
  }

  /** Every byte before `offset` is done with. */
  settle(offset: number): void {
    const open = this.#marks.findIndex(({ until }) => until > offset);
    if (open !== 0) this.#marks = open === -1 ? [] : this.#marks.slice(open);
    if (open === -1) this.#stepMs = 0;
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

  /** Half as many, evenly spread over the time. */
  #thin(): void {
    const marks = this.#marks;
    const spanMs = (marks.at(-1)?.timeMs ?? 0) - (marks[0]?.timeMs ?? 0);
    this.#stepMs = Math.max(1, (2 * spanMs) / marksMax);
    this.#marks = [];
    for (const { until, timeMs } of marks) this.add(until, timeMs);
  }
}
