import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type {
  _Record,
  CreateStreamInput,
  GetShardIteratorInput,
  Kinesis,
  Shard,
} from '@aws-sdk/client-kinesis';
import { type Address, type Patience, plainClient, pushClient, waitingClient } from './clients.ts';

/** A stream that was made for one behaviour. */
export interface TestStream {
  readonly name: string;
  readonly arn: string;
}

/** Where to begin reading; without a type at the oldest record. */
export type From = Pick<GetShardIteratorInput, 'StartingSequenceNumber' | 'Timestamp'> &
  Partial<Pick<GetShardIteratorInput, 'ShardIteratorType'>>;

/** What one behaviour works with: clients, streams of its own that go with it, and patience. */
export class Context {
  /** Waits where the engine is asked too often. */
  readonly kinesis: Kinesis;
  /** Gives every answer as it comes, for behaviours that are about being asked too often. */
  readonly impatient: Kinesis;
  readonly patience: Patience;
  readonly address: Address;
  readonly #pushing: Kinesis[] = [];
  readonly #names = new Set<string>();

  constructor(address: Address, patience: Patience) {
    this.address = address;
    this.patience = patience;
    this.kinesis = waitingClient(address, patience);
    this.impatient = plainClient(address);
  }

  /** A client for one subscription, which ends with the context or when it is destroyed. */
  pushClient(): Kinesis {
    const client = pushClient(this.address);
    this.#pushing.push(client);
    return client;
  }

  /** A name that nothing has; a stream that gets it is deleted at the end. */
  newName(): string {
    const name = `kinship-contract-${randomBytes(6).toString('hex')}`;
    this.#names.add(name);
    return name;
  }

  /** A new stream of one shard, if nothing else is said, that is ACTIVE. */
  async stream(input: Partial<CreateStreamInput> = {}): Promise<TestStream> {
    const name = input.StreamName ?? this.newName();
    this.#names.add(name);
    await this.create({ ShardCount: 1, ...input, StreamName: name });
    const { StreamARN: arn = '' } = await this.untilActive(name);
    return { name, arn };
  }

  /** Creates a stream, and waits while too many are being created. */
  async create(input: CreateStreamInput): Promise<void> {
    await this.eventually('a new stream is taken', async () => {
      try {
        return await this.kinesis.createStream(input);
      } catch (error) {
        if (error instanceof Error && error.name === 'LimitExceededException') return undefined;
        throw error;
      }
    });
  }

  async summary(name: string) {
    const { StreamDescriptionSummary } = await this.kinesis.describeStreamSummary({ StreamName: name });
    assert.ok(StreamDescriptionSummary !== undefined);
    return StreamDescriptionSummary;
  }

  /** Waits until the stream is made, or changed. */
  untilActive(name: string) {
    return this.eventually(`stream ${name} becomes ACTIVE`, async () => {
      const summary = await this.summary(name);
      return summary.StreamStatus === 'ACTIVE' ? summary : undefined;
    });
  }

  /** All shards, open and closed. */
  async shards(name: string): Promise<Shard[]> {
    const { Shards = [] } = await this.kinesis.listShards({ StreamName: name });
    return Shards;
  }

  /** The one shard of a stream that has one. */
  async shardId(name: string): Promise<string> {
    const [shard] = await this.shards(name);
    return shard?.ShardId ?? assert.fail(`stream ${name} has no shard`);
  }

  async iterator(name: string, shardId: string, from: From = {}): Promise<string> {
    const { ShardIterator } = await this.kinesis.getShardIterator({
      ...{ StreamName: name, ShardId: shardId, ShardIteratorType: 'TRIM_HORIZON', ...from },
    });
    return ShardIterator ?? assert.fail('GetShardIterator answered without an iterator');
  }

  /** Reads until it has that many records, and once more: what should not be there must have a chance to come. */
  async read(name: string, shardId: string, count: number, from: From = {}): Promise<_Record[]> {
    let iterator: string | undefined = await this.iterator(name, shardId, from);
    const records: _Record[] = [];
    let isComplete = count === 0;
    await this.eventually(`${count} records in ${shardId}`, async () => {
      if (iterator === undefined) return records;
      const answer = await this.kinesis.getRecords({ ShardIterator: iterator });
      records.push(...(answer.Records ?? []));
      iterator = answer.NextShardIterator;
      if (isComplete) return records;
      isComplete = records.length >= count;
      return undefined;
    });
    assert.equal(records.length, count, `${count} records were to be read from ${shardId}`);
    return records;
  }

  /** Looks again and again until there is something. */
  async eventually<T>(what: string, look: () => Promise<T | undefined>): Promise<T> {
    const deadline = performance.now() + this.patience.limitMs;
    for (;;) {
      const found = await look();
      if (found !== undefined) return found;
      assert.ok(performance.now() < deadline, `not within ${this.patience.limitMs} ms: ${what}`);
      await sleep(this.patience.pollDelayMs);
    }
  }

  /** Deletes its streams, without waiting for them to be gone. */
  async close(): Promise<void> {
    for (const client of this.#pushing) client.destroy();
    await Promise.all([...this.#names].map((name) => this.#remove(name)));
    this.kinesis.destroy();
    this.impatient.destroy();
  }
  async #remove(name: string): Promise<void> {
    await this.eventually(`stream ${name} is deleted`, async () => {
      try {
        return await this.kinesis.deleteStream({ StreamName: name, EnforceConsumerDeletion: true });
      } catch (error) {
        // Many were never made, or are gone already; what is being made or changed cannot be deleted yet.
        return error instanceof Error && error.name === 'ResourceInUseException' ? undefined : error;
      }
    });
  }
}
