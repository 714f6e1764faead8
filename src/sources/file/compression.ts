/** What a rotated file may be compressed with; only the first two can be read. */
export type Compression = 'gzip' | 'zstd' | 'bzip2' | 'xz';

/** Of zstd frames that hold no text: pzstd writes one before each of the others. */
const skippable = Array.from({ length: 16 }, (_, kind) => ['zstd', `5${kind.toString(16)}2a4d18`] as const);

const magics: readonly (readonly [Compression, string])[] = [
  ['gzip', '1f8b'],
  ['zstd', '28b52ffd'],
  ...skippable,
  ['bzip2', '425a68'],
  ['xz', 'fd377a58'],
];

/** By the first bytes of a file, whatever its name says. */
export function compressionOf(head: Buffer): Compression | undefined {
  const start = head.toString('hex', 0, 4);
  return magics.find(([, magic]) => start.startsWith(magic))?.[0];
}
