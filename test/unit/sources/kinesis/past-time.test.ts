import { describe, expect, it } from 'vitest';
import { pastTime } from '../../../../src/sources/kinesis/past-time.ts';
import { namedError, ScriptedConnection } from './scripted-connection.ts';

const nowMs = 1_800_000_000_000;
const signal = new AbortController().signal;
const place = { stream: 'logs', shardId: 'shardId-000000000000', nowMs };

/** Kinesis whose clock is this much behind ours: it refuses to begin at a time that is still to come. */
function kinesisBehindBy(behindMs: number): ScriptedConnection {
  return new ScriptedConnection((command) => {
    const { Timestamp } = (command as { input: { Timestamp: Date } }).input; // A GetShardIterator.
    if (Timestamp.getTime() > nowMs - behindMs) throw namedError('InvalidArgumentException');
    return { ShardIterator: 'iterator' };
  });
}

async function check(behindMs: number, earlierMs: number): Promise<void> {
  const kinesis = kinesisBehindBy(behindMs);
  expect(nowMs - (await pastTime(kinesis.connection, place, signal))).toBe(earlierMs);
  expect(kinesis.asked.length).toBeLessThanOrEqual(5);
}

describe('a time that is past for Kinesis too', () => {
  it('is now where the clocks agree', () => check(0, 0));
  it('is now where our clock is behind', () => check(-60_000, 0));
  it('is a little earlier where our clock is a little ahead', () => check(1_500, 2_000));
  it('is earlier where our clock is ahead', () => check(60_000, 600_000));

  it('is not to be had from a clock that is days ahead', async () => {
    const kinesis = kinesisBehindBy(200_000_000);
    await expect(pastTime(kinesis.connection, place, signal)).rejects.toMatchObject({ code: 'invalid' });
  });

  it('is asked for once where Kinesis fails otherwise: who calls knows when to try again', async () => {
    const kinesis = new ScriptedConnection(() => {
      throw namedError('ProvisionedThroughputExceededException');
    });
    await expect(pastTime(kinesis.connection, place, signal)).rejects.toMatchObject({ code: 'throttled' });
    expect(kinesis.asked).toHaveLength(1);
  });
});
