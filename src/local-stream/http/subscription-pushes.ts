import { KinesisError } from '../core/errors.ts';
import type { Subscription } from '../core/local-kinesis.ts';
import { eventMessage, exceptionMessage, initialResponse } from './event-stream.ts';
import { type Exchange, isClosed, onClose } from './exchange.ts';
import { httpLimits } from './limits.ts';
import type { freeRecords } from './record-memory.ts';
import { recordsText } from './records-text.ts';
import type { Room } from './room.ts';

/** How often all subscriptions are asked for what there is to push. */
const pollMs = 25;

interface Served {
  readonly exchange: Exchange;
  readonly subscription: Subscription;
  /** The room of the event that the connection has not taken yet, 0 without one: nothing more is pushed before. */
  heldBytes: number;
  heldSinceMs: number;
}

export interface PushesOptions {
  /** For events that the connections have not taken yet. */
  readonly room: Room;
  readonly nowMs: () => number;
  /** For records that are done with. */
  readonly free: typeof freeRecords;
  readonly onFailure: (error: unknown) => void;
}

/** Pushes the events of all subscriptions to their clients, as fast as each of them reads. One timer serves all. */
export class SubscriptionPushes {
  readonly #options: PushesOptions;
  readonly #served = new Set<Served>();
  #timer: NodeJS.Timeout | undefined;

  constructor(options: PushesOptions) {
    this.#options = options;
  }

  serve(exchange: Exchange, subscription: Subscription): void {
    const served: Served = { exchange, subscription, heldBytes: 0, heldSinceMs: 0 };
    this.#served.add(served);
    onClose(exchange, () => this.#remove(served));
    if (isClosed(exchange)) return;
    exchange.begin(200, {
      'x-amzn-requestid': exchange.requestId,
      'content-type': 'application/vnd.amazon.eventstream',
    });
    exchange.out.write(initialResponse());
    this.#timer ??= setInterval(() => this.#poll(), pollMs);
    this.#push(served);
  }

  /** Ends every subscription, as when its time is up. */
  close(): void {
    for (const { exchange } of this.#served) exchange.out.end();
  }

  #remove(served: Served): void {
    if (!this.#served.delete(served)) return;
    served.subscription.close();
    this.#shrink(served, 0);
    if (this.#served.size > 0) return;
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  /** Of what is held for an event, keeps no more than this. */
  #shrink(served: Served, bytesMax: number): void {
    const bytes = Math.min(served.heldBytes, bytesMax);
    this.#options.room.give(served.heldBytes - bytes);
    served.heldBytes = bytes;
  }

  #poll(): void {
    for (const served of this.#served) this.#push(served);
  }

  #push(served: Served): void {
    const { exchange, subscription } = served;
    try {
      if (this.#hold(served)) this.#pushNext(served);
      if (subscription.isOver && served.heldBytes === 0) exchange.out.end();
    } catch (error) {
      const isExpected = error instanceof KinesisError;
      exchange.out.end(exceptionMessage(isExpected ? error : internalFailure));
      if (!isExpected) this.#options.onFailure(error);
    }
  }

  #pushNext(served: Served): void {
    const { nowMs, free } = this.#options;
    const event = served.subscription.next(nowMs());
    if (event === undefined) {
      this.#shrink(served, 0);
      return;
    }
    const message = eventMessage([...recordsText(event)].join(''));
    free(event.Records);
    this.#shrink(served, message.length);
    served.exchange.out.write(message, () => {
      this.#shrink(served, 0);
      this.#push(served);
    });
  }

  /** Makes room for one event; false where the client has not taken the last one yet, or is gone. */
  #hold(served: Served): boolean {
    const { exchange, heldBytes } = served;
    if (this.#isStalled(served, httpLimits.subscriptionStallMsMax)) exchange.reset();
    if (heldBytes > 0 || isClosed(exchange)) return false;
    if (!this.#options.room.tryTake(httpLimits.eventBytes)) {
      this.#makeRoom();
      return false;
    }
    served.heldBytes = httpLimits.eventBytes;
    served.heldSinceMs = this.#options.nowMs();
    return true;
  }

  /** Who does not read is cut off where others want the room. */
  #makeRoom(): void {
    for (const served of this.#served)
      if (this.#isStalled(served, httpLimits.awaitedStallMsMax)) served.exchange.reset();
  }

  #isStalled({ heldBytes, heldSinceMs }: Served, stallMsMax: number): boolean {
    return heldBytes > 0 && this.#options.nowMs() - heldSinceMs > stallMsMax;
  }
}

const internalFailure = new Error('Internal service failure.');
internalFailure.name = 'InternalFailureException';
