import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import {
  constants,
  createZstdCompress,
  gunzipSync,
  gzipSync,
  zstdCompressSync,
  zstdDecompressSync,
} from 'node:zlib';
import { expect, test } from 'vitest';
import { ZstdFrames } from '../../../../src/sources/file/zstd-frames.ts';
import type { WatchedFolder } from '../../../fakes/watched-folder.ts';
import { onEachStore, quietMs } from './on-each-store.ts';

const skippable = Buffer.from('502a4d1805000000aaaaaaaaaa', 'hex');
const text = Array.from({ length: 30_000 }, (_, line) => `${line} ${Math.sin(line)} words\n`).join('');

/** As `zstd` writes that reads a pipe. */
const streamed = await buffer(Readable.from([text]).pipe(createZstdCompress()));

async function textOfAWhile(folder: WatchedFolder): Promise<string> {
  const texts: string[] = [];
  for (let look = 0; look < 4; look += 1) {
    texts.push(...(await folder.texts()));
    folder.clock.pass(quietMs);
  }
  return texts.join('');
}

onEachStore((watch) => {
  test.each<[string, Buffer, string]>([
    ['gzip members', Buffer.concat([gzipSync('one\n'), gzipSync('two\n')]), 'one\ntwo\n'],
    ['zstd frames', Buffer.concat([zstdCompressSync('one\n'), zstdCompressSync('two\n')]), 'one\ntwo\n'],
    ['long zstd frames', Buffer.concat([zstdCompressSync(text), zstdCompressSync(text)]), text + text],
    [
      'zstd frames, with such that hold no text',
      Buffer.concat([skippable, zstdCompressSync('one\n'), skippable, zstdCompressSync(text), skippable]),
      `one\n${text}`,
    ],
    ['a zstd frame that says nothing of its size', streamed, text],
    [
      'zstd frames and a torn one',
      Buffer.concat([zstdCompressSync('one\n'), Buffer.from('28b5', 'hex')]),
      'one\n',
    ],
    [
      'zstd frames, and something else',
      Buffer.concat([zstdCompressSync('one\n'), Buffer.alloc(99)]),
      'one\n',
    ],
  ])('all is read of %s', async (_what, bytes, expected) => {
    const folder = watch('*');
    folder.append('a.log', bytes);
    folder.start();
    expect(await textOfAWhile(folder)).toBe(expected);
  });

  test.each<[string, Buffer, (cut: Buffer) => Buffer]>([
    ['gzip', gzipSync(text), (cut) => gunzipSync(cut, { finishFlush: constants.Z_SYNC_FLUSH })],
    [
      'zstd',
      zstdCompressSync(text),
      (cut) => zstdDecompressSync(cut, { finishFlush: constants.ZSTD_e_flush }),
    ],
  ])(
    'of a %s file that is cut off, all that can be decompressed is read',
    async (_how, whole, decompress) => {
      const folder = watch({ paths: ['*'], flushAfterMs: 1_000 });
      const cut = whole.subarray(0, whole.length * 0.7);
      folder.append('a.log', cut);
      folder.start();
      expect(await textOfAWhile(folder)).toBe(decompress(cut).toString());
    },
  );
});

test.each([1, 2, 3, 7, 1_000, 1_000_000])('frames are told apart in pieces of %i bytes', (length) => {
  const frames = [zstdCompressSync('one\n'), zstdCompressSync(text.slice(0, 9_000)), zstdCompressSync('')];
  const stream = Buffer.concat(frames.flatMap((frame) => [skippable, frame]));
  const split = new ZstdFrames();
  const found = [Buffer.alloc(0)];
  for (let at = 0; at < stream.length; at += length) {
    for (const { bytes, endsFrame } of split.split(stream.subarray(at, at + length))) {
      found.push(Buffer.concat([found.pop() ?? Buffer.alloc(0), bytes]));
      if (endsFrame) found.push(Buffer.alloc(0));
    }
  }
  expect(found).toEqual([...frames, Buffer.alloc(0)]);
});
