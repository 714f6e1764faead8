import { ValueEnd } from '../../wire/message-pack-scan.ts';
import { forwardLimits } from './decode.ts';

/** What all connections of an input hold of messages that are not whole. */
export interface ForwardRoom {
  pendingBytes: number;
  readonly pendingBytesMax: number;
}

const firstCapacityBytes = 64 * 1024;

/** Cuts the bytes of a connection into MessagePack values. Throws a RangeError where a limit is met. */
export class ForwardFramer {
  readonly #chunkBytesMax: number;
  readonly #room: ForwardRoom;
  #buffer = Buffer.allocUnsafeSlow(0);
  #length = 0;
  #end = new ValueEnd(forwardLimits);

  constructor(chunkBytesMax: number, room: ForwardRoom) {
    this.#chunkBytesMax = chunkBytesMax;
    this.#room = room;
  }

  /** The values that are whole by now. Each is to be done with before the next one is asked for. */
  *push(bytes: Buffer): Generator<Buffer> {
    this.#append(bytes);
    const all = this.#buffer.subarray(0, this.#length);
    let at = 0;
    for (;;) {
      const rest = all.subarray(at);
      const end = this.#end.find(rest);
      if (end === undefined) break;
      yield rest.subarray(0, end);
      this.#end = new ValueEnd(forwardLimits);
      at += end;
    }
    this.#drop(at);
    if (this.#length > this.#chunkBytesMax)
      throw new RangeError(`a message of more than ${this.#chunkBytesMax} bytes: see chunkBytesMax`);
    if (this.#length === 0 && this.#buffer.length > firstCapacityBytes) this.#resize(0);
  }

  close(): void {
    this.#length = 0;
    this.#resize(0);
  }

  #append(bytes: Buffer): void {
    const length = this.#length + bytes.length;
    if (length > this.#buffer.length) this.#resize(Math.max(firstCapacityBytes, 2 * length));
    bytes.copy(this.#buffer, this.#length);
    this.#length = length;
  }

  #drop(bytes: number): void {
    if (bytes === 0) return; // A long message comes in many pieces.
    this.#buffer.copyWithin(0, bytes, this.#length);
    this.#length -= bytes;
  }

  #resize(capacity: number): void {
    const { pendingBytes, pendingBytesMax } = this.#room;
    const after = pendingBytes + capacity - this.#buffer.length;
    if (capacity > this.#buffer.length && after > pendingBytesMax)
      throw new RangeError(
        'the connections together hold more than pendingBytesMax: this one is to come again',
      );
    const grown = Buffer.allocUnsafeSlow(capacity);
    this.#buffer.copy(grown, 0, 0, this.#length);
    this.#buffer = grown;
    this.#room.pendingBytes = after;
  }
}
