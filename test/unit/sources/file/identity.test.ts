import { brotliCompressSync, gzipSync, zstdCompressSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import type { KnownFile } from '../../../../src/record/position.ts';
import {
  fingerprint,
  firstLineOf,
  isSameFile,
  looksCompressed,
} from '../../../../src/sources/file/identity.ts';

test.each<[head: string, line: string]>([
  ['', ''],
  ['one', 'one'],
  ['one\ntwo\n', 'one'],
  ['one\r\ntwo', 'one'],
  ['\none', ''],
])('the first line of %j is %j', (head, line) => {
  expect(firstLineOf(Buffer.from(head))).toBe(line);
});

test.each<[string, Uint8Array, boolean]>([
  ['gzip', gzipSync('text'), true],
  ['zstd', zstdCompressSync('text'), true],
  ['bzip2', Buffer.from('BZh91AY'), true],
  ['xz', Buffer.from('fd377a585a00', 'hex'), true],
  ['text', Buffer.from('BZ is no magic'), false],
  ['nothing', Buffer.alloc(0), false],
  ['brotli, which has no magic', brotliCompressSync('text'), false],
])('%s', (_name, head, expected) => {
  expect(looksCompressed(Buffer.from(head))).toBe(expected);
});

describe('isSameFile', () => {
  const head = Buffer.from('2026-01-01 one\n2026-01-01 two\n');
  const check = (knownLength: number, offset: number, now: Buffer, size = now.length) => {
    const known: KnownFile = {
      generation: 'g',
      path: '/a',
      input: 0,
      device: '1',
      inode: '1',
      head: fingerprint(head, knownLength),
      offset,
      markers: [],
    };
    return isSameFile(known, offset, { path: '/a', device: '1', inode: '1', size, modifiedNs: 0n }, now);
  };
  const other = Buffer.from('2026-01-02 one\n2026-01-02 two\n');

  test.each<[string, Parameters<typeof check>, boolean]>([
    ['unchanged', [30, 30, head], true],
    ['grown', [15, 15, head], true],
    ['another head', [30, 30, other], false],
    ['another head beyond what was there', [8, 8, other], true],
    ['shorter than what was read', [15, 30, head, 20], false],
    ['shorter than the known head', [30, 0, head.subarray(0, 20)], false],
    ['known when it was empty', [0, 0, head], true],
  ])('%s', (_name, input, expected) => {
    expect(check(...input)).toBe(expected);
  });
});
