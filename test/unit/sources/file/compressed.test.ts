import { existsSync } from 'node:fs';
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
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ZstdFrames } from '../../../../src/sources/file/zstd-frames.ts';
import { MemoryPositionStore } from '../../../fakes/memory-position-store.ts';
import { WatchedFolder } from '../../../fakes/watched-folder.ts';
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

test('a compressed file that holds nothing is not waited for', async () => {
  const store = new MemoryPositionStore();
  const folder = new WatchedFolder([{ paths: ['*'] }], () => store);
  folder.append('a.gz', gzipSync(''));
  folder.start();
  expect(await textOfAWhile(folder)).toBe('');
  expect(folder.looks.at(-1)?.files).toEqual([]);
  await folder.remove();
  expect(folder.told.filter((line) => /Gone|Missed|Damaged/.test(line))).toEqual([]);
});

const short = 'one\ntwo\nthree\n';

/** One byte of it is another one. */
function broken(bytes: Buffer, at: number): Buffer {
  const damaged = Buffer.from(bytes);
  damaged[at] = (bytes[at] ?? 0) ^ 0xff;
  return damaged;
}

describe('what is damaged', () => {
  let folder: WatchedFolder;
  beforeEach(() => {
    const store = new MemoryPositionStore();
    folder = new WatchedFolder([{ paths: ['*'], deleteAfterAcknowledged: true }], () => store);
  });
  afterEach(() => folder.remove());
  const told = () => folder.told.filter((line) => line.startsWith('fileDamaged'));

  const gzip = gzipSync(text);
  const shortGzip = gzipSync(short);
  const shortZstd = zstdCompressSync(short, { params: { [constants.ZSTD_c_checksumFlag]: 1 } });
  const zstd = zstdCompressSync(text);
  test.each<[string, Buffer, string | undefined, string]>([
    [
      'a short gzip file with a wrong checksum',
      broken(shortGzip, shortGzip.length - 5),
      short,
      `@${shortGzip.length - 5} 14 5`,
    ],
    [
      'a long gzip file with a wrong checksum',
      broken(gzip, gzip.length - 5),
      text,
      `@${gzip.length - 5} ${text.length} 5`,
    ],
    ['a gzip file of its head only', shortGzip.subarray(0, 10), '', 'cut@10 0 0'],
    ['a gzip file with a wrong byte', broken(gzip, 200_000), undefined, '@'],
    ['a gzip file without its end', shortGzip.subarray(0, -6), short, `cut@${shortGzip.length - 6} 14 0`],
    ['a short zstd file with a wrong checksum', broken(shortZstd, shortZstd.length - 1), short, '@'],
    ['a zstd file without its end', zstd.subarray(0, 200_000), undefined, 'cut@200000 '],
    [
      'a second zstd frame that is damaged',
      Buffer.concat([zstd, broken(zstd, 0)]),
      text,
      `@${zstd.length} ${text.length} `,
    ],
  ])('is told once, stays, and is shipped up to the damage: %s', async (_what, bytes, expected, damage) => {
    folder.append('a.gz', bytes);
    folder.start();
    const read = await textOfAWhile(folder);
    if (expected === undefined) {
      // A wrong byte in gzip may make wrong text before it is found out.
      expect(read.slice(0, 300_000)).toBe(text.slice(0, 300_000));
    } else expect(read).toBe(expected);
    expect(await textOfAWhile(folder)).toBe('');
    expect(told()).toHaveLength(1);
    expect(told()[0]).toContain(`fileDamaged a.gz ${damage}`);
    expect(folder.looks.at(-1)?.files).toEqual([]); // Nothing is waited for.
    expect(existsSync(folder.at('a.gz'))).toBe(true);
  });

  test('is not told where the rest comes in time', async () => {
    folder.append('a.gz', gzip.subarray(0, 200_000));
    folder.start();
    let read = (await folder.texts()).join('');
    folder.append('a.gz', gzip.subarray(200_000));
    read += await textOfAWhile(folder);
    expect(read).toBe(text);
    expect(told()).toEqual([]);
  });
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
