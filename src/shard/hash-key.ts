import { hash } from 'node:crypto';

/** Hash keys are 128-bit unsigned integers: the MD5 of a partition key, or given explicitly (PutRecords, ExplicitHashKey). */
export const hashKeyMax = 2n ** 128n - 1n;

/** Where Kinesis puts a record that has only a partition key. */
export function hashKeyOf(partitionKey: string): bigint {
  return BigInt(`0x${hash('md5', partitionKey, 'hex')}`);
}
