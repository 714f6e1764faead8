import { encode } from '@msgpack/msgpack';
import { anything, assert, property } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { scanMessagePack } from '../../../src/wire/message-pack-scan.ts';

const limits = { depthMax: 100, valuesMax: 100_000 };

function check(hex: string, problem?: RegExp): void {
  const scan = () => scanMessagePack(Buffer.from(hex, 'hex'), limits);
  if (problem === undefined) expect(scan).not.toThrow();
  else expect(scan).toThrow(problem);
}

describe('scanMessagePack', () => {
  it.each([
    ['nothing', ''],
    ['an empty map', '80'],
    ['two maps', '81a161018180c0'],
    [
      'every number',
      'ccffcdffffceffffffffcfffffffffffffffffd0ffd1ffffd2ffffffffd3ffffffffffffffffca00000000cb0000000000000000',
    ],
    ['strings and bytes', 'a161d90161da000161db0000000161c40161c5000161c60000000161'],
    ['extensions', 'd40100d5010000d60100000000d7010000000000000000c7010100'],
    ['arrays and maps by 16 and 32 bits', 'dc0001c0dd00000001c0de0001c0c0df00000001c0c0'],
  ])('takes %s', (_name, hex) => check(hex));

  it.each([
    ['a map without its value', '81a161', /cut off|promises/],
    ['an array that promises four billion', 'ddffffffff', /promises/],
    ['an array that promises 65,535, nested', 'dcffffdcffffc0', /promises/],
    ['a string longer than what is there', 'dbffffffff61', /cut off/],
    ['a length that is cut off', 'dd00', /bounds|cut off/],
    ['the byte that is never used', 'c1', /never used/],
    ['nesting beyond the limit', `${'91'.repeat(101)}c0`, /deep/],
    ['values beyond the limit', 'c0'.repeat(100_001), /values/],
  ])('refuses %s', (_name, hex, problem) => check(hex, problem));

  it('takes whatever the library writes, and nothing that is cut off', () => {
    assert(
      property(anything({ withNullPrototype: false, withBigInt: false, maxDepth: 5 }), (value) => {
        const bytes = encode([value], { ignoreUndefined: true });
        scanMessagePack(bytes, limits);
        expect(() => scanMessagePack(bytes.subarray(0, -1), limits)).toThrow(RangeError);
      }),
      { numRuns: 500, examples: [[{ a: [1, 'two', null, { b: 1.5 }] }]] },
    );
  });
});
