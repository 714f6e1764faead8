import type { ChunkFile, LineChunk } from '../../src/record/chunk.ts';

/** Whole lines as the file source hands them on; the last one may lack its newline. */
export function lineChunk(
  content: string | Uint8Array,
  offset = 0,
  file: Partial<ChunkFile> = {},
): LineChunk {
  const bytes = Buffer.from(content as Uint8Array); // Takes both; its types want to know which.
  const lineEnds: number[] = [];
  for (let at = bytes.indexOf(0x0a); at !== -1; at = bytes.indexOf(0x0a, at + 1)) lineEnds.push(at + 1);
  if (bytes.length > 0 && lineEnds.at(-1) !== bytes.length) lineEnds.push(bytes.length);
  const known = { generation: 'generation-1', path: '/var/log/app.log', input: 0, firstLine: '' };
  return { file: { ...known, ...file }, offset, bytes, lineEnds };
}
