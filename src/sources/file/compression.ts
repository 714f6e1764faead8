/** What a rotated file may be compressed with; only the first two can be read. */
export type Compression = 'gzip' | 'zstd' | 'bzip2' | 'xz';

/**
 * Of the beginning, in hex. zstd has frames that hold no text, too: pzstd writes one before each of the others. A bzip2
 * file goes on with a block or its end: a log may well begin with `BZh`.
 */
const magics: readonly (readonly [Compression, RegExp])[] = [
  ['gzip', /^1f8b/],
  ['zstd', /^(?:28b52ffd|5[0-9a-f]2a4d18)/],
  ['bzip2', /^425a683[1-9](?:314159265359|177245385090)/],
  ['xz', /^fd377a585a00/],
];

/** The most of a beginning that tells. */
export const magicBytesMax = 10;

/** By the first bytes of a file, whatever its name says. */
export function compressionOf(head: Buffer): Compression | undefined {
  const start = head.toString('hex', 0, magicBytesMax);
  return magics.find(([, magic]) => magic.test(start))?.[0];
}
