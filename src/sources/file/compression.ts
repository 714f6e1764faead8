/** What a rotated file may be compressed with; only the first two can be read. */
export type Compression = 'gzip' | 'zstd' | 'bzip2' | 'xz';

const magics: readonly (readonly [Compression, string])[] = [
  ['gzip', '1f8b'],
  ['zstd', '28b52ffd'],
  ['bzip2', '425a68'],
  ['xz', 'fd377a58'],
];

/** By the first bytes of a file, whatever its name says. */
export function compressionOf(head: Buffer): Compression | undefined {
  const start = head.toString('hex', 0, 4);
  return magics.find(([, magic]) => start.startsWith(magic))?.[0];
}
