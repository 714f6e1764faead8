import fc from 'fast-check';
import { expect, test } from 'vitest';
import { seededRandom } from '../../../src/demo/random.ts';
import type { FaultRule } from '../../../src/local-stream/core/faults.ts';
import { hashKeyMax } from '../../../src/shard/hash-key.ts';
import { hourMs, LocalCore, refusalOf, secondMs, shardId, streamName } from '../../fakes/local-core.ts';

const named = { StreamName: streamName };

/** Hash keys all over the key space; what is put under one of them is read in order. */
const keyCount = 7;
const hashKeyOf = (key: number) => String((hashKeyMax / BigInt(keyCount)) * BigInt(key));

type Step =
  | { readonly kind: 'put'; readonly keys: readonly number[] }
  | { readonly kind: 'read'; readonly limit: number }
  | { readonly kind: 'split' | 'merge'; readonly shard: number }
  | { readonly kind: 'scale'; readonly shards: number }
  | { readonly kind: 'wait'; readonly ms: number }
  | { readonly kind: 'restart' };

const steps: fc.Arbitrary<Step[]> = fc.array(
  fc.oneof(
    {
      weight: 5,
      arbitrary: fc.record({
        kind: fc.constant('put' as const),
        keys: fc.array(fc.nat(keyCount - 1), { minLength: 1, maxLength: 30 }),
      }),
    },
    {
      weight: 5,
      arbitrary: fc.record({ kind: fc.constant('read' as const), limit: fc.integer({ min: 1, max: 50 }) }),
    },
    fc.record({ kind: fc.constantFrom('split' as const, 'merge' as const), shard: fc.nat() }),
    fc.record({ kind: fc.constant('scale' as const), shards: fc.integer({ min: 1, max: 9 }) }),
    fc.record({
      kind: fc.constant('wait' as const),
      ms: fc.constantFrom(0, 1, 40, 600, 301 * secondMs, hourMs / 4),
    }),
    fc.record({ kind: fc.constant('restart' as const) }),
  ),
  { maxLength: 60 },
);

const rules: fc.Arbitrary<FaultRule[]> = fc.array(
  fc.record({
    fault: fc.constantFrom(
      ...([
        'throttleRecord',
        'failRecord',
        'late',
        'throttleCall',
        'internalFailure',
        'expireIterator',
      ] as const),
    ),
    operation: fc.constantFrom('PutRecords', 'GetRecords', 'GetShardIterator'),
    chance: fc.double({ min: 0.05, max: 0.5, noNaN: true }),
    delayMs: fc.constantFrom(1, 900, 20_000),
  }),
  { maxLength: 4 },
);

/** Puts what is numbered under each key, and remembers what was acknowledged. */
class Writer {
  readonly acknowledged = new Map<string, string[]>();
  #count = 0;

  put(core: LocalCore, keys: readonly number[]): void {
    const entries = keys.map((key) => ({ key: hashKeyOf(key), text: `${this.#count++}` }));
    const Records = entries.map(({ key, text }) => ({
      ...{ Data: Buffer.from(text), PartitionKey: key, ExplicitHashKey: key },
    }));
    refusalOf(() => {
      const results = core.call('PutRecords', { ...named, Records }).Records ?? [];
      for (const [index, { SequenceNumber }] of results.entries())
        if (SequenceNumber !== undefined) add(this.acknowledged, entries[index]?.key, entries[index]?.text);
    });
  }
}

interface Place {
  iterator: string | undefined;
  lastNumber: string | undefined;
}

/** Reads the shards as the KCL does: each from its beginning, children when all of their parents are read. */
class Reader {
  readonly read = new Map<string, string[]>();
  readonly #places = new Map<string, Place>();
  readonly #ended = new Set<string>();

  constructor(shards: number) {
    for (let shard = 0; shard < shards; shard += 1) this.#begin(shardId(shard));
  }

  get isAtEnd(): boolean {
    return this.#places.size === 0;
  }

  readAll(core: LocalCore, Limit: number): void {
    for (const [id, place] of [...this.#places]) {
      const refusal = refusalOf(() => this.#readOne(core, id, place, Limit));
      if (refusal === 'ExpiredIteratorException') place.iterator = undefined;
      expect([
        'none',
        'ExpiredIteratorException',
        'InternalFailure',
        'ProvisionedThroughputExceededException',
      ]).toContain(refusal);
    }
  }

  #begin(id: string): void {
    this.#places.set(id, { iterator: undefined, lastNumber: undefined });
  }

  #readOne(core: LocalCore, ShardId: string, place: Place, Limit: number): void {
    const { lastNumber } = place;
    place.iterator ??= core.iterator(
      lastNumber === undefined
        ? { ShardId, ShardIteratorType: 'TRIM_HORIZON' }
        : { ShardId, ShardIteratorType: 'AFTER_SEQUENCE_NUMBER', StartingSequenceNumber: lastNumber },
    );
    const {
      Records = [],
      NextShardIterator,
      ChildShards,
    } = core.call('GetRecords', { ShardIterator: place.iterator, Limit });
    for (const { PartitionKey, Data, SequenceNumber } of Records) {
      expect(BigInt(SequenceNumber ?? 0)).toBeGreaterThan(BigInt(place.lastNumber ?? 0));
      place.lastNumber = SequenceNumber;
      add(this.read, PartitionKey, Buffer.from(Data ?? []).toString());
    }
    place.iterator = NextShardIterator;
    if (NextShardIterator !== undefined) return;
    this.#places.delete(ShardId);
    this.#ended.add(ShardId);
    for (const { ShardId: child = '', ParentShards = [] } of ChildShards ?? [])
      if (ParentShards.every((parent) => this.#ended.has(parent))) this.#begin(child);
  }
}

function add(texts: Map<string, string[]>, key: string | undefined, text: string | undefined): void {
  if (key === undefined || text === undefined) throw new Error('a record without key or text');
  texts.set(key, [...(texts.get(key) ?? []), text]);
}

function take(core: LocalCore, step: Step, writer: Writer, reader: Reader): void {
  if (step.kind === 'put') writer.put(core, step.keys);
  if (step.kind === 'read') reader.readAll(core, step.limit);
  if (step.kind === 'wait') core.nowMs += step.ms;
  if (step.kind === 'restart') core.restart();
  if (step.kind === 'scale')
    core.call('UpdateShardCount', {
      ...named,
      TargetShardCount: step.shards,
      ScalingType: 'UNIFORM_SCALING',
    });
  if (step.kind !== 'split' && step.kind !== 'merge') return;
  const open = core.openShards().toSorted((left, right) => (left.start < right.start ? -1 : 1));
  const [shard, next] = open.slice(step.shard % open.length);
  if (shard === undefined) return;
  const middle = String((shard.start + shard.end) / 2n);
  if (step.kind === 'split')
    core.call('SplitShard', { ...named, ShardToSplit: shard.id, NewStartingHashKey: middle });
  else core.call('MergeShards', { ...named, ShardToMerge: shard.id, AdjacentShardToMerge: next?.id ?? '' });
}

test('what is acknowledged is read once, and in order under each hash key, whatever happens', () => {
  const scenario = {
    ...{
      seed: fc.nat(),
      shards: fc.integer({ min: 1, max: 4 }),
      changeMs: fc.constantFrom(0, 500),
      steps,
      rules,
    },
    limits: fc.constantFrom('enforced' as const, 'off' as const),
  };
  fc.assert(
    fc.property(fc.record(scenario), ({ seed, shards, changeMs, steps, rules, limits }) => {
      const core = LocalCore.withStream(shards, { changeMs, limits, chance: seededRandom(seed) });
      core.faults.replace(rules);
      const [writer, reader] = [new Writer(), new Reader(shards)];
      for (const step of steps) refusalOf(() => take(core, step, writer, reader));
      core.faults.replace([]);
      core.nowMs += 60 * secondMs; // Late records are due, and changes are done.
      for (let round = 0; round < 40; round += 1) {
        core.nowMs += 10 * secondMs;
        reader.readAll(core, 10_000);
      }
      expect(reader.read).toEqual(writer.acknowledged);
      expect(reader.isAtEnd).toBe(false);
    }),
    { numRuns: 300 },
  );
});
