import assert from 'node:assert/strict';
import type { _Record, PutRecordsRequestEntry } from '@aws-sdk/client-kinesis';
import type { Context } from './context.ts';

export const mebibyte = 1024 * 1024;

/** Where a record was put. */
export interface Placed {
  readonly shardId: string;
  readonly sequenceNumber: string;
}

export function texts(records: readonly _Record[]): string[] {
  return records.map(({ Data }) => Buffer.from(Data ?? []).toString());
}

/** Puts one after the other, to the shard of the hash key, or of the partition key `key`. */
export async function putTexts(
  context: Context,
  stream: string,
  data: readonly string[],
  hashKey?: bigint,
): Promise<Placed[]> {
  const placed: Placed[] = [];
  for (const text of data) placed.push(await putText(context, stream, text, hashKey));
  return placed;
}

export async function putText(
  context: Context,
  stream: string,
  text: string,
  hashKey?: bigint,
): Promise<Placed> {
  const { ShardId, SequenceNumber } = await context.kinesis.putRecord({
    ...{ StreamName: stream, PartitionKey: 'key', Data: Buffer.from(text) },
    ...(hashKey !== undefined && { ExplicitHashKey: String(hashKey) }),
  });
  assert.ok(ShardId !== undefined && SequenceNumber !== undefined);
  return { shardId: ShardId, sequenceNumber: SequenceNumber };
}

/** An entry of PutRecords that counts as so many bytes, its partition key of one byte included. */
export function entryOf(bytes: number): PutRecordsRequestEntry {
  return { PartitionKey: 'k', Data: new Uint8Array(bytes - 1) };
}

export function assertGrowing(sequenceNumbers: readonly (string | undefined)[]): void {
  const numbers = sequenceNumbers.map((number) => BigInt(number ?? assert.fail('no sequence number')));
  for (const [index, number] of numbers.entries()) {
    const before = numbers[index - 1];
    assert.ok(before === undefined || number > before, `sequence number ${number} comes after ${before}`);
  }
}
