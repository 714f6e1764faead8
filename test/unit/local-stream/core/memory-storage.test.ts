import { expect, test } from 'vitest';
import { MemoryStorage } from '../../../../src/local-stream/core/memory-storage.ts';

// What every storage has to do, this one among them, is in ../disk/storage.test.ts.

test('what was appended does not change with the memory it came from', () => {
  const log = new MemoryStorage().openLog('logs.1', 'shardId-000000000000');
  const body = Buffer.from('one two');
  log.append([
    { arrivalMs: 1, partitionKey: 'a', data: body.subarray(0, 3) },
    { arrivalMs: 1, partitionKey: 'b', data: Uint8Array.from(body.subarray(4)) },
  ]);
  body.fill(0);
  const read = log.read(0, { recordsMax: 2, bytesMax: 100, end: 2 });
  expect(read.map(({ data }) => Buffer.from(data).toString())).toEqual(['one', 'two']);
});

test('a log opened again is the same', () => {
  const storage = new MemoryStorage();
  storage
    .openLog('logs.1', 'shardId-000000000000')
    .append([{ arrivalMs: 1, partitionKey: 'a', data: Buffer.of(1) }]);
  expect(storage.openLog('logs.1', 'shardId-000000000000').end).toBe(1);
  storage.removeLog('logs.1', 'shardId-000000000000');
  expect(storage.openLog('logs.1', 'shardId-000000000000').end).toBe(0);
});
