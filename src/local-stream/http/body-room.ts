import { httpLimits } from './limits.ts';

/**
 * Room for bodies that come piece by piece. Were all of it for everybody, bodies that are half there could wait for
 * each other's room for ever; so the last of it, enough for any body, is for one of them at a time, which is sure to
 * get all it needs, and gives back at its end what it took before as well.
 */
export class BodyRoom {
  #freeBytes = httpLimits.bodiesBytesMax - httpLimits.bodyBytesMax;
  #last: BodyPlace | undefined;
  /** In the order they came. */
  readonly #waiting = new Set<BodyPlace>();

  enter(): BodyPlace {
    return new BodyPlace(this);
  }

  /** False for a place that has to wait. */
  admit(place: BodyPlace): boolean {
    const bytes = place.missingBytes;
    if (bytes <= 0 || this.#last === place) return true;
    if (bytes <= this.#freeBytes) {
      this.#freeBytes -= bytes;
      place.takenBytes += bytes;
    } else if (this.#last === undefined) {
      this.#last = place;
      place.lastSinceMs = performance.now();
    } else {
      this.#waiting.add(place);
      return false;
    }
    this.#waiting.delete(place);
    return true;
  }

  leave(place: BodyPlace): void {
    this.#waiting.delete(place);
    this.#freeBytes += place.takenBytes;
    place.takenBytes = 0;
    if (this.#last === place) this.#last = undefined;
    for (const next of this.#waiting) if (this.admit(next)) next.onRoom();
  }
}

/** The room of one body. */
export class BodyPlace {
  readonly #room: BodyRoom;
  #wantedBytes = 0;
  /** Out of the room for everybody; only the room itself changes it. */
  takenBytes = 0;
  /** When it got the last room, which it keeps to its end. */
  lastSinceMs = Number.POSITIVE_INFINITY;
  /** Called when there is room for what had to wait. */
  onRoom: () => void = () => {};

  constructor(room: BodyRoom) {
    this.#room = room;
  }

  get missingBytes(): number {
    return this.#wantedBytes - this.takenBytes;
  }

  /** Whether it keeps others from the last room for longer than it may. */
  get isLastForLong(): boolean {
    return performance.now() - this.lastSinceMs > httpLimits.lastRoomMsMax;
  }

  /** Takes room for so much of the body; false where it has to wait for `onRoom`. */
  grow(bodyBytes: number): boolean {
    this.#wantedBytes = Math.max(0, bodyBytes - httpLimits.freeBodyBytes);
    return this.#room.admit(this);
  }

  leave(): void {
    this.#room.leave(this);
  }
}
