import type { KnownFile } from '../../record/position.ts';
import type { Content } from './content.ts';
import type { FoundFile } from './found-file.ts';
import { fingerprint, readHead, windowBefore, windowBytesMax } from './identity.ts';

export interface NewFile {
  readonly generation: string;
  readonly found: FoundFile;
  readonly input: number;
  /** Its first bytes. */
  readonly head: Buffer;
  readonly content: Content;
  readonly isFromEnd: boolean;
}

/** What the store is to know of a file that begins to be read. */
export async function describeNew({
  generation,
  found,
  input,
  head,
  content,
  isFromEnd,
}: NewFile): Promise<KnownFile> {
  const { path, device, inode } = found;
  const start = isFromEnd ? await endOf(content) : { offset: 0 };
  return { generation, path, input, device, inode, head: fingerprint(head), markers: [], ...start };
}

/** What the store is to know of a file that was read up to an offset by somebody else. */
export async function describeAt(
  { generation, found, input, content }: Omit<NewFile, 'head' | 'isFromEnd'>,
  offset: number,
): Promise<KnownFile> {
  const { path, device, inode } = found;
  const head = fingerprint(await readHead(content));
  const bytes = Buffer.alloc(Math.min(offset, windowBytesMax));
  await content.read(bytes, bytes.length, offset - bytes.length);
  const window = windowBefore(offset, bytes);
  const place = window === undefined ? { offset } : { offset, window };
  return { generation, path, input, device, inode, head, markers: [], ...place };
}

/** The end of the text, with the window before it. */
async function endOf(content: Content) {
  while (!(await content.skipTo(Number.POSITIVE_INFINITY)));
  const { size } = await content.status();
  const bytes = Buffer.alloc(Math.min(size, windowBytesMax));
  await content.read(bytes, bytes.length, size - bytes.length);
  const window = windowBefore(size, bytes);
  return window === undefined ? { offset: size } : { offset: size, window };
}
