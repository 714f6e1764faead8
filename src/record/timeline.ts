import type { SeenMarker } from './position.ts';

/** Bytes seen within this time of each other share a marker, so a busy file does not journal every look. */
export const markerSpanMs = 1_000;

/**
 * The times of one file's lines that tell none: that of the timed line before, else the moment its bytes were
 * first seen. A re-read after a crash gives each line the same time again, and so the same document id.
 */
export class Timeline {
  #lastTimedMs: number | undefined;
  readonly #markers: SeenMarker[];
  #changed = false;
  /** End of the last marker that must stay where it is: one that a run before wrote, or that a line was cut at. */
  #fixedUntil: number;

  constructor(lastTimedMs?: number, markers: readonly SeenMarker[] = []) {
    this.#lastTimedMs = lastTimedMs;
    this.#markers = [...markers];
    this.#fixedUntil = markers.at(-1)?.until ?? -1;
  }

  /** Time of the last line that had one of its own, ms UTC. */
  get lastTimedMs(): number | undefined {
    return this.#lastTimedMs;
  }

  timed(timeMs: number): void {
    this.#lastTimedMs = timeMs;
  }

  /** Time of an untimed line at `offset`; the bytes up to `seenUntil` are in sight at `nowMs`. */
  untimed(offset: number, seenUntil: number, nowMs: number): number {
    return this.#lastTimedMs ?? this.seen(offset, seenUntil, nowMs);
  }

  /** When the byte at `offset` was first seen: what a missing year is judged by. The bytes up to `seenUntil` are in sight at `nowMs`. */
  seen(offset: number, seenUntil: number, nowMs: number): number {
    const covering = this.#markers.findLast((marker) => marker.offset <= offset && offset < marker.until);
    return covering?.timeMs ?? this.#extend(offset, seenUntil, nowMs);
  }

  /** A line or event was cut at `until`, for the rest did not come: a re-read must cut there too, so a marker ends there. */
  cut(offset: number, until: number, nowMs: number): void {
    this.#fixedUntil = until;
    const at = this.#markers.findIndex((marker) => marker.until === until);
    const known = this.#markers[at];
    if (known?.isCut) return;
    if (known === undefined) this.#markers.push({ offset, until, timeMs: nowMs, isCut: true });
    else this.#markers[at] = { ...known, isCut: true };
    this.#changed = true;
  }

  /** The markers to journal before anything is sent; undefined where the journal knows them already. */
  get unwritten(): readonly SeenMarker[] | undefined {
    return this.#changed ? [...this.#markers] : undefined;
  }

  /** They are in the journal now. */
  written(): void {
    this.#changed = false;
  }

  /** Drops the markers of bytes that are acknowledged. */
  prune(committedOffset: number): void {
    const kept = this.#markers.findIndex((marker) => marker.until > committedOffset);
    this.#markers.splice(0, kept === -1 ? Math.max(this.#markers.length - 1, 0) : kept);
  }

  #extend(offset: number, seenUntil: number, nowMs: number): number {
    this.#changed = true;
    const last = this.#markers.at(-1);
    if (
      last !== undefined &&
      last.until === offset &&
      last.until !== this.#fixedUntil &&
      nowMs >= last.timeMs &&
      nowMs - last.timeMs < markerSpanMs
    ) {
      this.#markers[this.#markers.length - 1] = { ...last, until: seenUntil };
      return last.timeMs;
    }
    this.#markers.push({ offset, until: seenUntil, timeMs: nowMs });
    return nowMs;
  }
}
