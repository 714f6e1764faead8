import { GetShardIteratorCommand } from '@aws-sdk/client-kinesis';
import { expect, it } from 'vitest';
import { ShardSource } from '../../../../src/sources/kinesis/shard-source.ts';
import { VirtualClock } from '../../../fakes/virtual-clock.ts';
import { ScriptedConnection } from './scripted-connection.ts';

const silent = { recordsRead() {}, readThrottled() {}, readFailed() {}, shardMissed() {} };

/** How many reads of an idle shard there are in ten seconds; at the second of them the clock is set. */
async function readsWhile(setClock: (clock: VirtualClock) => void): Promise<number> {
  const clock = new VirtualClock();
  let reads = 0;
  const kinesis = new ScriptedConnection(async (command) => {
    await clock.sleep(10);
    if (command instanceof GetShardIteratorCommand) return { ShardIterator: 'first' };
    reads += 1;
    if (reads === 2) setClock(clock);
    return { Records: [], NextShardIterator: 'next', MillisBehindLatest: 0 };
  });
  const stop = new AbortController();
  const source = new ShardSource({
    client: kinesis.connection,
    stream: 'logs',
    shardId: 'shardId-000000000000',
    from: { kind: 'trimHorizon' },
    pollDelayMs: 500,
    clock,
    random: () => 0.5,
    events: silent,
  });
  const reading = source.read(stop.signal).next(); // There is nothing to read: it does not come back before the stop.
  await clock.advance(10_000);
  const readsInTime = reads;
  stop.abort();
  await clock.advance(10);
  await reading;
  return readsInTime;
}

it('reads on at its pace while the clock is set', async () => {
  const reads = await readsWhile(() => {});
  expect(reads).toBe(20);
  expect(await readsWhile((clock) => clock.setBack(3_600_000))).toBe(reads);
  expect(await readsWhile((clock) => clock.setBack(-3_600_000))).toBeGreaterThanOrEqual(reads);
});
