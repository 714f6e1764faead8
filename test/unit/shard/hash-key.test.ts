import { expect, test } from 'vitest';
import { hashKeyMax, hashKeyOf } from '../../../src/shard/hash-key.ts';

/** The test suite of RFC 1321, which defines MD5. Kinesis reads the digest as one big-endian number. */
test.each<[partitionKey: string, digest: bigint]>([
  ['', 0xd41d8cd98f00b204e9800998ecf8427en],
  ['a', 0x0cc175b9c0f1b6a831c399e269772661n],
  ['abc', 0x900150983cd24fb0d6963f7d28e17f72n],
  ['message digest', 0xf96b697d7cb7938d525a2f31aaf161d0n],
  ['abcdefghijklmnopqrstuvwxyz', 0xc3fcd3d76192e4007dfb496cca67e13bn],
])('%j', (partitionKey, digest) => {
  expect(hashKeyOf(partitionKey)).toBe(digest);
});

test('the partition key is hashed as UTF-8', () => {
  expect(hashKeyOf('ü')).toBe(0xc03410a5204b21cd8229ff754688d743n);
});

test('the largest hash key is the one of the Kinesis API reference', () => {
  expect(hashKeyMax.toString()).toBe('340282366920938463463374607431768211455');
});
