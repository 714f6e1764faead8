import type { _Record, GetRecordsOutput, SubscribeToShardInput } from '@aws-sdk/client-kinesis';
import { KinesisError } from '../../src/local-stream/core/errors.ts';
import { type Chance, FaultPlan, type FaultRule } from '../../src/local-stream/core/faults.ts';
import { LocalKinesis, type Subscription } from '../../src/local-stream/core/local-kinesis.ts';
import { MemoryStorage } from '../../src/local-stream/core/memory-storage.ts';
import type { InputOf, OperationName, OutputOf } from '../../src/local-stream/core/operations.ts';
import type { Storage } from '../../src/local-stream/core/storage.ts';
import { hashKeyMax } from '../../src/shard/hash-key.ts';

export interface LocalCoreOptions {
  readonly limits?: 'enforced' | 'off';
  readonly changeMs?: number;
  readonly rules?: readonly FaultRule[];
  readonly chance?: Chance;
  readonly storage?: Storage;
}

export const streamName = 'logs';
export const streamArn = `arn:aws:kinesis:us-east-1:000000000000:stream/${streamName}`;
export const shardId = (number: number) => `shardId-${String(number).padStart(12, '0')}`;
export const secondMs = 1_000;
export const hourMs = 3_600_000;

/** A local Kinesis in memory whose clock stands still until the test moves it. */
export class LocalCore {
  readonly faults: FaultPlan;
  readonly storage: Storage;
  nowMs = Date.UTC(2030, 0, 1);
  readonly #options: LocalCoreOptions;
  #kinesis: LocalKinesis;

  constructor(options: LocalCoreOptions = {}) {
    this.#options = options;
    this.storage = options.storage ?? new MemoryStorage();
    this.faults = new FaultPlan(options.chance ?? (() => 0.5), options.rules);
    this.#kinesis = this.#start();
  }

  /** One with a stream that is ACTIVE. */
  static withStream(shardCount: number, options: LocalCoreOptions = {}): LocalCore {
    const core = new LocalCore({ changeMs: 0, ...options });
    core.call('CreateStream', { StreamName: streamName, ShardCount: shardCount });
    core.nowMs += (options.changeMs ?? 0) + secondMs;
    return core;
  }

  call<Name extends OperationName>(name: Name, input: InputOf<Name>): OutputOf<Name> {
    return this.#kinesis.call(name, input, this.nowMs);
  }

  subscribe(input: SubscribeToShardInput): Subscription {
    return this.#kinesis.subscribe(input, this.nowMs);
  }

  /** The name of the error that a call is refused with; 'none' where it is answered. */
  refusal<Name extends OperationName>(name: Name, input: InputOf<Name>): string {
    return refusalOf(() => this.call(name, input));
  }

  /** Ends the process, and starts one that finds what was stored. */
  restart(): void {
    this.#kinesis = this.#start();
  }

  #start(): LocalKinesis {
    const { limits = 'enforced', changeMs = 0 } = this.#options;
    const { storage, faults } = this;
    return new LocalKinesis({ storage, limits, region: 'us-east-1', changeMs, faults }, this.nowMs);
  }

  /** Puts texts into the shard that has this hash key; gives their sequence numbers. Throws where one is refused. */
  put(texts: readonly string[], hashKey = 0n): string[] {
    const Records = texts.map((text) => ({
      ...{ Data: Buffer.from(text), PartitionKey: 'key', ExplicitHashKey: String(hashKey) },
    }));
    return (this.call('PutRecords', { StreamName: streamName, Records }).Records ?? []).map(
      ({ SequenceNumber, ErrorCode }) => {
        if (SequenceNumber === undefined) throw new Error(`a record was not put: ${ErrorCode}`);
        return SequenceNumber;
      },
    );
  }

  iterator(input: Partial<InputOf<'GetShardIterator'>> = {}): string {
    const { ShardIterator } = this.call('GetShardIterator', {
      ...{ StreamName: streamName, ShardId: shardId(0), ShardIteratorType: 'TRIM_HORIZON' },
      ...input,
    });
    if (ShardIterator === undefined) throw new Error('there is no iterator');
    return ShardIterator;
  }

  /** One GetRecords from the place that `input` names. */
  read(input: Partial<InputOf<'GetShardIterator'>> = {}): GetRecordsOutput {
    return this.call('GetRecords', { ShardIterator: this.iterator(input) });
  }

  shards(input: Partial<InputOf<'ListShards'>> = {}) {
    return (this.call('ListShards', { StreamName: streamName, ...input }).Shards ?? []).map((shard) => ({
      id: shard.ShardId ?? '',
      parents: [shard.ParentShardId, shard.AdjacentParentShardId].filter((parent) => parent !== undefined),
      start: BigInt(shard.HashKeyRange?.StartingHashKey ?? -1),
      end: BigInt(shard.HashKeyRange?.EndingHashKey ?? -1),
      startNumber: shard.SequenceNumberRange?.StartingSequenceNumber ?? '',
      endNumber: shard.SequenceNumberRange?.EndingSequenceNumber,
    }));
  }

  openShards() {
    return this.shards({ ShardFilter: { Type: 'AT_LATEST' } });
  }

  status(): string | undefined {
    try {
      const summary = this.call('DescribeStreamSummary', { StreamName: streamName });
      return summary.StreamDescriptionSummary?.StreamStatus;
    } catch {
      return undefined;
    }
  }
}

export function refusalOf(act: () => unknown): string {
  try {
    act();
    return 'none';
  } catch (error) {
    if (error instanceof KinesisError) return error.name;
    throw error;
  }
}

export function textsOf({ Records = [] }: { readonly Records?: readonly _Record[] | undefined }): string[] {
  return Records.map(({ Data }) => Buffer.from(Data ?? []).toString());
}

export const half = (hashKeyMax + 1n) / 2n;
