import type { Clock, Random } from './clock.ts';
import { defaultRetryPlan, retryDelayMs } from './retry.ts';
import { type ItemFailure, type Sink, SinkError, type WriteOutcome } from './seams.ts';

/** How items are gathered into batches, and how many may be on their way. All bounds are hard. */
export interface DeliveryLimits {
  /** Items one call may hold. */
  readonly batchItemsMax: number;
  /** Bytes one call may hold; a larger single item goes alone. */
  readonly batchBytesMax: number;
  /** How long the first item of a batch waits for company, ms. */
  readonly lingerMs: number;
  /**
   * A batch of fewer bytes waits for company until {@link companyWaitMs} after the call before it: under load calls grow,
   * and a trickle does not wait. 0 is off.
   */
  readonly companyBytes?: number;
  /** Calls under way at once. */
  readonly callsMax: number;
  /** Bytes waiting or under way: beyond it `push` waits, and so the reading stops. */
  readonly pendingBytesMax: number;
}

/** Why items are sent again; `hint` is what a person can do about it. */
export interface DeliveryFailure {
  readonly code: string;
  readonly reason: string;
  readonly hint?: string;
}

/** Small calls begin no sooner after each other, ms: of a backlog on one processor, a call's worth is packed in that time. */
const companyWaitMs = 100;

export interface DeliveryEvents<T> {
  /** The item is safe: stored, or kept as a dead letter. */
  settled(item: T): void;
  /** The sink refused the item for good; it is settled once this resolves. */
  refused(item: T, failure: ItemFailure): Promise<void>;
  /** Items will be sent again after the wait. */
  retrying(items: readonly T[], failure: DeliveryFailure, waitMs: number): void;
}

export interface DeliveryOptions<T> {
  readonly sink: Sink<T>;
  readonly sizeOf: (item: T) => number;
  readonly limits: DeliveryLimits;
  readonly events: DeliveryEvents<T>;
  readonly clock: Clock;
  readonly random: Random;
  /** Gives up at once: what is under way stays unsettled and is read again after a restart. */
  readonly signal: AbortSignal;
}

/** Gathers items into batches, keeps a bounded number of calls in flight, and repeats exactly what failed. */
export class Delivery<T> {
  readonly #options: DeliveryOptions<T>;
  readonly #queue: { readonly item: T; readonly bytes: number; readonly sinceMs: number }[] = [];
  readonly #waiters = new Set<() => void>();
  readonly #calls = new Set<Promise<void>>();
  #queueBytes = 0;
  #pendingBytes = 0;
  #closing = false;
  #lingering = false;
  #calledAtMs = Number.NEGATIVE_INFINITY;
  /** Ends the waits between attempts once one call failed for good; its reason is that failure. */
  readonly #broken = new AbortController();
  /** Aborted: nothing is sent any more. */
  readonly #ended: AbortSignal;
  /** All is settled: a linger that is still waited for must not keep the process alive. */
  readonly #closed = new AbortController();
  readonly #lingerEnd: AbortSignal;

  constructor(options: DeliveryOptions<T>) {
    this.#options = options;
    this.#ended = AbortSignal.any([options.signal, this.#broken.signal]);
    this.#lingerEnd = AbortSignal.any([this.#ended, this.#closed.signal]);
    this.#ended.addEventListener('abort', () => this.#wake(), { once: true });
  }

  /** Takes an item over; waits while the pending bytes are at their limit. */
  async push(item: T): Promise<void> {
    const { limits, sizeOf, signal, clock } = this.#options;
    const bytes = sizeOf(item);
    while (this.#pendingBytes > 0 && this.#pendingBytes + bytes > limits.pendingBytesMax) {
      if (signal.aborted) return;
      this.#throwFailure();
      await this.#change();
    }
    this.#throwFailure();
    this.#pendingBytes += bytes;
    this.#queueBytes += bytes;
    this.#queue.push({ item, bytes, sinceMs: clock.nowMs() });
    this.#startCalls();
  }

  /** Gives up for good; `push` and `close` then throw the first reason. */
  abort(reason: unknown): void {
    this.#broken.abort(reason);
  }

  /** Sends what is left and resolves when all is settled, or the signal aborted. */
  async close(): Promise<void> {
    this.#closing = true;
    this.#startCalls();
    while (this.#pendingBytes > 0 && !this.#ended.aborted) await this.#change();
    await Promise.all(this.#calls);
    this.#closed.abort();
    this.#throwFailure();
  }

  /** Aborts when the delivery came to its end by a failure that repeating does not mend; `close` then throws it. */
  get broken(): AbortSignal {
    return this.#broken.signal;
  }

  get pendingBytes(): number {
    return this.#pendingBytes;
  }

  #startCalls(): void {
    const { limits } = this.#options;
    while (!this.#ended.aborted && this.#calls.size < limits.callsMax && this.#batchIsDue()) {
      this.#calledAtMs = this.#options.clock.nowMs();
      const call = this.#send(this.#takeBatch()).catch((error: unknown) => this.abort(error));
      this.#calls.add(call);
      void call.then(() => {
        this.#calls.delete(call);
        this.#startCalls();
        this.#wake();
      });
    }
  }

  #batchIsDue(): boolean {
    const { limits, clock } = this.#options;
    const oldest = this.#queue[0];
    if (oldest === undefined) return false;
    if (this.#closing || this.#queueBytes >= limits.batchBytesMax) return true;
    // Who waits in push() waits for room, and only a call makes room.
    if (this.#queue.length >= limits.batchItemsMax || this.#waiters.size > 0) return true;
    const nowMs = clock.nowMs();
    const isFew = this.#queueBytes < (limits.companyBytes ?? 0);
    const dueMs = Math.max(oldest.sinceMs + limits.lingerMs, isFew ? this.#calledAtMs + companyWaitMs : 0);
    // Where the machine's clock was set back, these times are of another one.
    if (nowMs >= dueMs || nowMs < oldest.sinceMs || nowMs < this.#calledAtMs) return true;
    this.#linger(dueMs - nowMs);
    return false;
  }

  #linger(waitMs: number): void {
    if (this.#lingering) return;
    this.#lingering = true;
    void this.#options.clock.sleep(waitMs, this.#lingerEnd).then(() => {
      this.#lingering = false;
      this.#startCalls();
    });
  }

  #takeBatch(): T[] {
    const { batchItemsMax, batchBytesMax } = this.#options.limits;
    let count = 0;
    let bytes = 0;
    for (const entry of this.#queue) {
      if (count > 0 && (count >= batchItemsMax || bytes + entry.bytes > batchBytesMax)) break;
      count += 1;
      bytes += entry.bytes;
    }
    this.#queueBytes -= bytes;
    return this.#queue.splice(0, count).map((entry) => entry.item);
  }

  async #send(items: T[]): Promise<void> {
    const { events, clock, random } = this.#options;
    let left = items;
    for (let attempt = 1; ; attempt += 1) {
      const { again, failure } = await this.#attempt(left);
      if (again.length === 0 || this.#ended.aborted) return;
      if (again.length < left.length) attempt = 1; // There was progress: no reason to wait longer and longer.
      left = again;
      const waitMs = retryDelayMs(attempt, defaultRetryPlan, random);
      events.retrying(left, failure, waitMs);
      await clock.sleep(waitMs, this.#ended);
      if (this.#ended.aborted) return;
    }
  }

  async #attempt(items: T[]): Promise<{ again: T[]; failure: DeliveryFailure }> {
    const { sink, signal } = this.#options;
    let outcome: WriteOutcome;
    try {
      outcome = await sink.write(items, signal);
    } catch (error) {
      // Anything else is a bug of ours: it stops the delivery instead of being repeated for ever.
      if (!(error instanceof SinkError)) throw error;
      const { code, message: reason, hint } = error;
      return { again: items, failure: { code, reason, ...(hint !== undefined && { hint }) } };
    }
    await this.#settle(items, outcome);
    const again = outcome.retry.map(({ index }) => itemAt(items, index));
    return { again, failure: outcome.retry[0] ?? { code: '', reason: '' } };
  }

  async #settle(items: readonly T[], outcome: WriteOutcome): Promise<void> {
    assertComplete(items, outcome);
    for (const index of outcome.stored) this.#done(itemAt(items, index));
    this.#wake();
    for (const failure of outcome.refused) {
      const item = itemAt(items, failure.index);
      await this.#options.events.refused(item, failure);
      this.#done(item);
    }
    this.#wake();
  }

  #done(item: T): void {
    this.#pendingBytes -= this.#options.sizeOf(item);
    this.#options.events.settled(item);
  }

  #change(): Promise<void> {
    return new Promise((resolve) => {
      this.#waiters.add(resolve);
      this.#startCalls();
    });
  }

  #wake(): void {
    const waiters = [...this.#waiters];
    this.#waiters.clear();
    for (const resolve of waiters) resolve();
  }

  #throwFailure(): void {
    this.#broken.signal.throwIfAborted();
  }
}

/** An item that a sink says nothing of would stay on its way for ever, and hold up everything behind it. */
function assertComplete(items: readonly unknown[], { stored, retry, refused }: WriteOutcome): void {
  const answered = new Set([...stored, ...[...retry, ...refused].map(({ index }) => index)]);
  if (answered.size !== items.length || stored.length + retry.length + refused.length !== items.length)
    throw new RangeError(`a sink answered for ${answered.size} of ${items.length} items, or for one twice`);
}

function itemAt<T>(items: readonly T[], index: number): T {
  if (index < 0 || index >= items.length)
    throw new RangeError(`no item ${index} in a batch of ${items.length}`);
  return items[index] as T; // The bounds were checked; T itself may include undefined.
}
