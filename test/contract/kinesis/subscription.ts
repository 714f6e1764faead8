import assert from 'node:assert/strict';
import type {
  _Record,
  StartingPosition,
  SubscribeToShardEvent,
  SubscribeToShardEventStream,
} from '@aws-sdk/client-kinesis';
import type { Context } from './context.ts';

/** Which shard is pushed to whom, from where. */
export interface Wanted {
  readonly consumerArn: string;
  readonly shardId: string;
  readonly from: StartingPosition;
}

/** A subscription, and what it has given so far. */
export class Subscription {
  readonly events: SubscribeToShardEvent[] = [];
  /** An error is what Kinesis sends as its last event. */
  end: 'not yet' | 'in order' | Error = 'not yet';

  get records(): _Record[] {
    return this.events.flatMap(({ Records = [] }) => Records);
  }

  async collect(stream: AsyncIterable<SubscribeToShardEventStream>): Promise<void> {
    try {
      for await (const { SubscribeToShardEvent } of stream) {
        if (SubscribeToShardEvent !== undefined) this.events.push(SubscribeToShardEvent);
      }
      this.end = 'in order';
    } catch (error) {
      this.end = error instanceof Error ? error : new Error(String(error));
    }
  }
}

/** Settles when the subscription stands. It goes on until the shard's end, or the context's. */
export async function subscribe(context: Context, wanted: Wanted): Promise<Subscription> {
  const { consumerArn: ConsumerARN, shardId: ShardId, from: StartingPosition } = wanted;
  const { limitMs } = context.patience;
  const client = context.pushClient();
  const timeout = setTimeout(() => client.destroy(), limitMs);
  try {
    const { EventStream } = await client.subscribeToShard({ ConsumerARN, ShardId, StartingPosition });
    const subscription = new Subscription();
    void subscription.collect(
      EventStream ?? assert.fail('SubscribeToShard answered without an event stream'),
    );
    return subscription;
  } finally {
    clearTimeout(timeout);
  }
}

/** A subscription may be refused at once, or by its first event. */
export async function subscribeInVain(context: Context, wanted: Wanted): Promise<void> {
  const subscription = await subscribe(context, wanted);
  const end = await context.eventually('the subscription ends', async () => {
    return subscription.end === 'not yet' ? undefined : subscription.end;
  });
  if (end instanceof Error) throw end;
}
