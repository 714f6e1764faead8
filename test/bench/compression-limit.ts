// What no shipper can be cheaper than: reads a file and compresses it as the agent compresses its blocks, and does
// nothing else. A process of its own, so that it is measured like the agent: node compression-limit.ts FILE

import { closeSync, openSync, readSync } from 'node:fs';
import { constants, zstdCompressSync } from 'node:zlib';

const [path] = process.argv.slice(2);
if (path === undefined) throw new TypeError('name the file to read');

/** The agent's default block size. */
const chunk = Buffer.allocUnsafe(512 * 1024);
const file = openSync(path, 'r');
for (let length = readSync(file, chunk); length > 0; length = readSync(file, chunk)) {
  zstdCompressSync(chunk.subarray(0, length), {
    params: { [constants.ZSTD_c_compressionLevel]: 1, [constants.ZSTD_c_checksumFlag]: 1 },
  });
}
closeSync(file);
