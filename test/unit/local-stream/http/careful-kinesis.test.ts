import { expect, test } from 'vitest';
import { KinesisError } from '../../../../src/local-stream/core/errors.ts';
import { FaultPlan } from '../../../../src/local-stream/core/faults.ts';
import { MemoryStorage } from '../../../../src/local-stream/core/memory-storage.ts';
import { DamagedError } from '../../../../src/local-stream/core/storage.ts';
import { CarefulKinesis } from '../../../../src/local-stream/http/careful-kinesis.ts';
import { chanceOf } from './served.ts';

/** A stream was made while the saving of the catalog failed, or not. */
function after(error: Error | undefined): CarefulKinesis {
  const storage = new MemoryStorage();
  const faults = new FaultPlan(chanceOf(0));
  const kinesis = new CarefulKinesis({ storage, limits: 'off', region: 'r', changeMs: 0, faults }, 0);
  storage.save = () => {
    if (error !== undefined) throw error;
  };
  const create = () => kinesis.call('CreateStream', { StreamName: 'logs', ShardCount: 1 }, 1);
  if (error === undefined) create();
  else expect(create).toThrow(error);
  storage.save = () => {};
  return kinesis;
}

const put = { StreamName: 'logs', Data: Buffer.of(1), PartitionKey: 'k' };

test('nothing is acknowledged after a failure that leaves the catalog unsaved', () => {
  const kinesis = after(new Error('the disk is full'));
  for (let round = 0; round < 2; round += 1)
    expect(() => kinesis.call('PutRecord', put, 2)).toThrow(/failed, and ends/);
  expect(() => kinesis.subscribe({ ConsumerARN: 'x', ShardId: 'x', StartingPosition: undefined }, 2)).toThrow(
    /failed, and ends/,
  );
});

test.each([
  ['none', undefined],
  ['a refusal', new KinesisError('LimitExceededException', 'slow down')],
  ['damage', new DamagedError('a segment is damaged', undefined)],
])('calls go on after %s', (_name, error) => {
  expect(after(error).call('PutRecord', put, 2)).toMatchObject({ ShardId: 'shardId-000000000000' });
});
