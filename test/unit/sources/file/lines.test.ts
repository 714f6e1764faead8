import { brotliCompressSync, gzipSync, zstdCompressSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { compressionOf } from '../../../../src/sources/file/compression.ts';
import { firstLinesOf } from '../../../../src/sources/file/lines.ts';

test.each<[head: string, line: string]>([
  ['', ''],
  ['one', 'one'],
  ['one\ntwo\n', 'one'],
  ['one\r\ntwo', 'one'],
  ['\none', ''],
])('the first line of %j is %j', (head, line) => {
  expect(firstLinesOf(Buffer.from(head)).firstLine).toBe(line);
});

test.each<[string | undefined, Uint8Array]>([
  ['gzip', gzipSync('text')],
  ['zstd', zstdCompressSync('text')],
  ['bzip2', Buffer.from('BZh91AY&SY')],
  ['bzip2', Buffer.from('425a6839177245385090', 'hex')], // It is empty.
  [undefined, Buffer.from('BZhang logged in')],
  [undefined, Buffer.from('BZh9 is a log, too')],
  ['xz', Buffer.from('fd377a585a00', 'hex')],
  [undefined, Buffer.from('BZ is no magic')],
  [undefined, Buffer.alloc(0)],
  [undefined, brotliCompressSync('text')], // It has no magic.
])('%s', (expected, head) => {
  expect(compressionOf(Buffer.from(head))).toBe(expected);
});
