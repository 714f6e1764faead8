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
  /** Whether the connection was handed an event that it has not taken yet: nothing more is pushed before. */
  isHolding: boolean;
  heldSinceMs: number;
}

export interface SubscriptionsOptions {
  /** For events that the connections have not taken yet. */
  readonly room: Room;
  readonly nowMs: () => number;
  /** For records that are done with. */
  readonly free: typeof freeRecords;
  readonly onFailure: (error: unknown) => void;
}

/** Pushes the events of all subscriptions to their clients, as fast as each of them reads. One timer serves all. */
export class Subscriptions {
  readonly #options: SubscriptionsOptions;
  readonly #served = new Set<Served>();
  #timer: NodeJS.Timeout | undefined;

  constructor(options: SubscriptionsOptions) {
    this.#options = options;
  }

  serve(exchange: Exchange, subscription: Subscription): void {
    const served: Served = { exchange, subscription, isHolding: false, heldSinceMs: 0 };
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
    this.#release(served);
    if (this.#served.size > 0) return;
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  #release(served: Served): void {
    if (served.isHolding) this.#options.room.give(httpLimits.eventBytes);
    served.isHolding = false;
  }

  #poll(): void {
    for (const served of this.#served) this.#push(served);
  }

  #push(served: Served): void {
    const { exchange, subscription } = served;
    try {
      if (this.#hold(served)) this.#pushNext(served);
      if (subscription.isOver && !served.isHolding) exchange.out.end();
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
      this.#release(served);
      return;
    }
    const message = eventMessage([...recordsText(event)].join(''));
    free(event.Records);
    served.exchange.out.write(message, () => {
      this.#release(served);
      this.#push(served);
    });
  }

  /** Makes room for one event; false where the client has not taken the last one yet, or is gone. */
  #hold(served: Served): boolean {
    const { exchange, isHolding, heldSinceMs } = served;
    if (isHolding && this.#options.nowMs() - heldSinceMs > httpLimits.subscriptionStallMsMax)
      exchange.reset();
    if (isHolding || isClosed(exchange) || !this.#options.room.tryTake(httpLimits.eventBytes)) return false;
    served.isHolding = true;
    served.heldSinceMs = this.#options.nowMs();
    return true;
  }
}

const internalFailure = new Error('Internal service failure.');
internalFailure.name = 'InternalFailureException';
