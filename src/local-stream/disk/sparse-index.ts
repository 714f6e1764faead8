/** Where a record begins in a segment file. */
export interface Place {
  readonly number: number;
  readonly offset: number;
  readonly arrivalMs: number;
}

/**
 * Knows the place of some records of a segment: of the first, and from there of one every `stepBytes`. Any record then
 * begins less than that behind a place that is known. (In arrays of numbers, as there are many; never of the records.)
 */
export class SparseIndex {
  readonly #stepBytes: number;
  readonly #numbers: number[] = [];
  readonly #offsets: number[] = [];
  readonly #arrivals: number[] = [];

  constructor(stepBytes: number) {
    this.#stepBytes = stepBytes;
  }

  /** To be told of every record, in order. */
  note(number: number, offset: number, arrivalMs: number): void {
    const known = this.#offsets.at(-1);
    if (known !== undefined && offset < known + this.#stepBytes) return;
    this.#numbers.push(number);
    this.#offsets.push(offset);
    this.#arrivals.push(arrivalMs);
  }

  /** The last known place at or before this record. */
  before(number: number): Place | undefined {
    return this.#place(partitionPoint(this.#numbers, (known) => known <= number) - 1);
  }

  /** The last known place of a record that arrived before this time. */
  beforeTime(timeMs: number): Place | undefined {
    return this.#place(partitionPoint(this.#arrivals, (known) => known < timeMs) - 1);
  }

  /** The first known place at or behind this record. */
  after(number: number): Place | undefined {
    return this.#place(partitionPoint(this.#numbers, (known) => known < number));
  }

  #place(index: number): Place | undefined {
    const number = this.#numbers[index];
    const offset = this.#offsets[index];
    const arrivalMs = this.#arrivals[index];
    if (number === undefined || offset === undefined || arrivalMs === undefined) return undefined;
    return { number, offset, arrivalMs };
  }
}

/** How many items at the beginning a condition holds for that holds for none behind them. */
export function partitionPoint<T>(items: readonly T[], holds: (item: T) => boolean): number {
  let low = 0;
  let high = items.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const item = items[middle] as T; // Within the array.
    if (holds(item)) low = middle + 1;
    else high = middle;
  }
  return low;
}
