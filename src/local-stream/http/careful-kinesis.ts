import type { SubscribeToShardInput } from '@aws-sdk/client-kinesis';
import { KinesisError } from '../core/errors.ts';
import { LocalKinesis, type Subscription } from '../core/local-kinesis.ts';
import type { InputOf, OperationName, OutputOf } from '../core/operations.ts';
import { DamagedError } from '../core/storage.ts';

/**
 * Answers nothing any more once a call failed as none should: what that call changed may not be stored, and what is put
 * on top of it would be acknowledged and lost. Damage found in a segment changes nothing, and is that shard's trouble.
 */
export class CarefulKinesis extends LocalKinesis {
  #hasFailed = false;

  override call<Name extends OperationName>(name: Name, input: InputOf<Name>, nowMs: number): OutputOf<Name> {
    return this.#attempt(() => super.call(name, input, nowMs));
  }

  override subscribe(input: SubscribeToShardInput, nowMs: number): Subscription {
    const subscription = this.#attempt(() => super.subscribe(input, nowMs));
    return {
      next: (atMs) => this.#attempt(() => subscription.next(atMs)),
      close: () => subscription.close(),
      get isOver() {
        return subscription.isOver;
      },
    };
  }

  #attempt<T>(work: () => T): T {
    if (this.#hasFailed) throw new KinesisError('ServiceUnavailable', 'kinship local failed, and ends.');
    try {
      return work();
    } catch (error) {
      this.#hasFailed = !(error instanceof KinesisError || error instanceof DamagedError);
      throw error;
    }
  }
}
