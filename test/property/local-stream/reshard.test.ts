import fc from 'fast-check';
import { expect, test } from 'vitest';
import { hashKeyMax } from '../../../src/shard/hash-key.ts';
import { LocalCore, refusalOf, streamName } from '../../fakes/local-core.ts';

const named = { StreamName: streamName };

/** Numbers choose among the shards that are open when it comes to that. */
type Change =
  | { readonly kind: 'split'; readonly shard: number; readonly part: number }
  | { readonly kind: 'merge'; readonly shard: number }
  | { readonly kind: 'scale'; readonly factor: number };

const share = fc.double({ min: 0, max: 1, noNaN: true });
const change: fc.Arbitrary<Change> = fc.oneof(
  fc.record({ kind: fc.constant('split' as const), shard: fc.nat(), part: share }),
  fc.record({ kind: fc.constant('merge' as const), shard: fc.nat() }),
  fc.record({ kind: fc.constant('scale' as const), factor: fc.double({ min: 0.4, max: 2.1, noNaN: true }) }),
);
const changes = fc.array(fc.record({ change, waitMs: fc.constantFrom(0, 1, 700), restarts: fc.boolean() }), {
  maxLength: 12,
});

type Shard = ReturnType<LocalCore['shards']>[number];

function inOrder(shards: readonly Shard[]): Shard[] {
  return shards.toSorted((left, right) => (left.start < right.start ? -1 : 1));
}

/** Asks for a change; the core may refuse it. */
function reshard(core: LocalCore, wanted: Change): void {
  const open = inOrder(core.openShards());
  const index = wanted.kind === 'scale' ? 0 : wanted.shard % open.length;
  const [shard, next] = open.slice(index);
  if (wanted.kind === 'split' && shard !== undefined) {
    const key = shard.start + ((shard.end - shard.start) * BigInt(Math.round(wanted.part * 1_000))) / 1_000n;
    core.call('SplitShard', { ...named, ShardToSplit: shard.id, NewStartingHashKey: String(key) });
  }
  if (wanted.kind === 'merge')
    core.call('MergeShards', { ...named, ShardToMerge: shard?.id, AdjacentShardToMerge: next?.id ?? '' });
  if (wanted.kind === 'scale') {
    const TargetShardCount = Math.max(1, Math.round(open.length * wanted.factor));
    core.call('UpdateShardCount', { ...named, TargetShardCount, ScalingType: 'UNIFORM_SCALING' });
  }
}

/** That the open shards have each hash key once. */
function expectCover(shards: readonly Shard[]): void {
  const open = inOrder(shards);
  expect([open[0]?.start, open.at(-1)?.end]).toEqual([0n, hashKeyMax]);
  for (const [index, { start }] of open.entries())
    if (index > 0) expect(start).toBe((open[index - 1]?.end ?? 0n) + 1n);
}

/** That children have the range of their parents between them, and begin behind them in sequence numbers. */
function expectLineage(shards: readonly Shard[]): void {
  const byId = new Map(shards.map((shard) => [shard.id, shard]));
  for (const child of shards) {
    const parents = child.parents.map((id) => byId.get(id)).filter((parent) => parent !== undefined);
    expect(parents).toHaveLength(child.parents.length);
    for (const parent of parents) {
      expect(parent.endNumber).toBeDefined();
      expect(BigInt(child.startNumber)).toBeGreaterThan(BigInt(parent.endNumber ?? 0));
    }
    const [lower, upper] = inOrder(parents);
    if (upper !== undefined)
      expect([child.start, child.end, lower?.end]).toEqual([lower?.start, upper.end, upper.start - 1n]);
    else if (lower !== undefined) expect(child.start >= lower.start && child.end <= lower.end).toBe(true);
  }
}

/** That each closed shard is replaced: its children have all of its keys. */
function expectHeirs(shards: readonly Shard[]): void {
  for (const parent of shards.filter(({ endNumber }) => endNumber !== undefined)) {
    const children = inOrder(shards.filter(({ parents }) => parents.includes(parent.id)));
    expect(children.length).toBeGreaterThan(0);
    expect((children[0]?.start ?? 1n) <= parent.start && (children.at(-1)?.end ?? 0n) >= parent.end).toBe(
      true,
    );
  }
}

test('after any splits, merges and scalings the open shards have each hash key once, and children follow their parents', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 8 }),
      fc.constantFrom(0, 500),
      changes,
      (count, changeMs, wanted) => {
        const core = LocalCore.withStream(count, { changeMs, limits: 'off' });
        for (const { change, waitMs, restarts } of wanted) {
          refusalOf(() => reshard(core, change));
          if (restarts) core.restart();
          core.nowMs += waitMs;
          expectCover(core.openShards());
          const shards = core.shards();
          expectLineage(shards);
          expectHeirs(shards);
        }
      },
    ),
    { numRuns: 300 },
  );
});

test('a record is in the one open shard whose range has its key', () => {
  const key = fc.bigInt({ min: 0n, max: hashKeyMax });
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 8 }),
      changes,
      fc.array(key, { minLength: 1 }),
      (count, wanted, keys) => {
        const core = LocalCore.withStream(count, { limits: 'off' });
        for (const { change } of wanted) refusalOf(() => reshard(core, change));
        const open = core.openShards();
        const entry = { Data: Buffer.of(1), PartitionKey: 'k' };
        const Records = keys.map((ExplicitHashKey) => ({
          ...entry,
          ExplicitHashKey: String(ExplicitHashKey),
        }));
        const { Records: results = [] } = core.call('PutRecords', { ...named, Records });
        const holders = keys.map((hashKey) =>
          open.filter(({ start, end }) => start <= hashKey && hashKey <= end),
        );
        expect(holders.map((shards) => shards.map(({ id }) => id))).toEqual(
          results.map(({ ShardId }) => [ShardId]),
        );
      },
    ),
  );
});
