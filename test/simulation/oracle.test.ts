import type { PutRecordsRequestEntry, PutRecordsResultEntry } from '@aws-sdk/client-kinesis';
import { describe, expect, it } from 'vitest';
import type { CheckpointStore } from '../../src/record/checkpoint.ts';
import { drawPlan } from './draw-plan.ts';
import { meddleWith } from './meddle.ts';
import type { Plan } from './plan.ts';
import type { Sabotage } from './sabotage.ts';
import { simulate } from './simulation.ts';
import { failureOf } from './summary.ts';

/** A split and a merge in fair weather: what is found is what a test broke. */
function fairPlan(): Plan {
  const { startMs, stream, producers, consumer, ...plan } = drawPlan(2);
  const reshards = [
    { atMs: startMs + 6_100, kind: 'split', pick: 0.3 },
    { atMs: startMs + 10_100, kind: 'merge', pick: 0.3 },
  ] as const;
  return {
    ...plan,
    startMs,
    latencyMs: [20, 120],
    stream: { ...stream, shards: 2, changeMs: 300, reshards },
    weathers: [{ atMs: startMs, what: 'calm', rules: [] }],
    producers: producers.map((producer) => ({ ...producer, ends: [], machine: [] })),
    consumer: { ...consumer, startAt: 'trimHorizon', pollDelayMs: 400, ends: [], machine: [] },
  };
}

/** The same, and everybody is killed just before the split, and just before the merge. */
function deadlyPlan(): Plan {
  const { startMs, producers, consumer, ...plan } = fairPlan();
  const killedAt = (ms: number) => ({ atMs: startMs + ms, how: 'kill', downMs: 900 }) as const;
  const ends = [killedAt(6_000), killedAt(10_000)];
  return {
    ...plan,
    startMs,
    producers: producers.map((producer) => ({ ...producer, ends })),
    consumer: { ...consumer, ends },
  };
}

interface Case {
  readonly broken: Sabotage;
  readonly plan?: Plan;
  /** The rules that must be found broken, perhaps among others. */
  readonly rules: readonly string[];
  /** What the story tells, in this order. */
  readonly story?: RegExp;
}

async function check({ broken, plan = fairPlan(), rules, story }: Case): Promise<string> {
  const outcome = await simulate(plan, broken);
  const told = failureOf(outcome).join('\n');
  const found = new Set(outcome.violations.map(({ rule }) => rule));
  expect([...found]).toEqual(expect.arrayContaining([...rules]));
  if (story !== undefined) expect(told).toMatch(story);
  expect(told).toContain('npm run simulate -- --seed 2');
  return told;
}

it('finds nothing where nothing is broken', async () => {
  for (const plan of [fairPlan(), deadlyPlan()]) expect((await simulate(plan)).violations).toEqual([]);
});

describe('finds', () => {
  it('a record that is acknowledged and not stored', async () => {
    const rules = ['acknowledged is stored', 'the stream holds the events', 'everything is printed'];
    const story = /written to .* packed by .* put in call .* acknowledged in call .* commits position/s;
    const told = await check({ broken: { wrap: acknowledgeUnstored() }, rules, story });
    expect(/the story of .*?broken:/s.exec(told)?.[0]).not.toContain('stored as');
  });

  it('a record that is stored twice for one answer', async () => {
    const wrap = meddleWith('PutRecords', async (input, send) => {
      await send(input);
      return send(input);
    });
    await check({ broken: { wrap }, rules: ['repeats are explained'] });
  });

  it('a record that stands outside its range', async () => {
    const wrap = meddleWith('PutRecords', (input, send) => {
      const entries = input['Records'] as PutRecordsRequestEntry[];
      return send({ ...input, Records: entries.map((entry) => ({ ...entry, ExplicitHashKey: '0' })) });
    });
    await check({ broken: { wrap }, rules: ['records are in range'], story: /stands in shardId-/ });
  });

  it('a producer that goes on where it had read to, not where it was acknowledged', async () => {
    const restartAt = (_: number, read: number) => read;
    const rules = ['the stream holds the events'];
    const story = /written to .* packed by agent-\d\.\d .* is killed/s;
    await check({ broken: { restartAt }, plan: deadlyPlan(), rules, story });
  });

  it('a checkpoint that is ahead of what was printed', async () => {
    const checkpoints = (store: CheckpointStore) => advance(store);
    const rules = ['checkpoints are never ahead', 'everything is printed'];
    const story = /stored as .* has of shardId-\d+ the checkpoint \d+/s;
    await check({ broken: { checkpoints }, plan: deadlyPlan(), rules, story });
  });

  it('a child that is read before its parents', async () => {
    const wrap = meddleWith('ListShards', async (input, send) => {
      const answer = await send(input);
      const shards = answer['Shards'] as object[];
      const orphan = { ParentShardId: undefined, AdjacentParentShardId: undefined };
      return { ...answer, Shards: shards.map((shard) => ({ ...shard, ...orphan })) };
    });
    await check({ broken: { wrap }, plan: deadlyPlan(), rules: ['parents come first'] });
  });

  it('a record that a reader leaves out', async () => {
    const wrap = meddleWith('GetRecords', async (input, send) => {
      const answer = await send(input);
      return { ...answer, Records: (answer['Records'] as object[]).slice(1) };
    });
    const rules = ['reading leaves nothing out', 'everything is printed'];
    await check({ broken: { wrap }, rules, story: /stored as .* commits position/s });
  });

  it('an event that nobody sent', async () => {
    const wrap = meddleWith('GetRecords', async (input, send) => {
      const answer = await send(input);
      const records = answer['Records'] as { Data: Uint8Array }[];
      return { ...answer, Records: records.map((record) => ({ ...record, Data: Buffer.from('alien') })) };
    });
    await check({ broken: { wrap }, rules: ['nothing fails'], story: /printed what nobody sent/ });
  });

  it('a program that hangs', async () => {
    const wrap = meddleWith('GetRecords', () => new Promise(() => {}));
    const rules = ['nothing fails', 'everything is printed'];
    await check({ broken: { wrap }, rules, story: /is at its deadline, \d+ events are missing/ });
  });
});

/** Of the third call Kinesis never sees the first record, and the producer hears that it was stored. */
function acknowledgeUnstored() {
  let calls = 0;
  return meddleWith('PutRecords', async (input, send) => {
    calls += 1;
    if (calls !== 3) return send(input);
    const [, ...others] = input['Records'] as PutRecordsRequestEntry[];
    const answers = others.length === 0 ? [] : (await send({ ...input, Records: others }))['Records'];
    const made = { ShardId: 'shardId-000000000000', SequenceNumber: `49${'7'.repeat(54)}` };
    return { FailedRecordCount: 0, Records: [made, ...(answers as PutRecordsResultEntry[])] };
  });
}

/** Each checkpoint by one record: its place in the shard stands above 21 other digits. */
function advance(store: CheckpointStore): void {
  for (let number = 0; number < 20; number += 1) {
    const shardId = `shardId-${String(number).padStart(12, '0')}`;
    const checkpoint = store.get(shardId);
    if (checkpoint?.kind !== 'sequence') continue;
    const sequenceNumber = String(BigInt(checkpoint.sequenceNumber) + 10n ** 21n);
    store.set([{ shardId, checkpoint: { kind: 'sequence', sequenceNumber } }]);
  }
}
