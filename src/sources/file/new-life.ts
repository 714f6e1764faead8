import type { KnownFile } from '../../record/position.ts';
import type { Content } from './content.ts';
import type { FoundFile } from './found-file.ts';
import { fingerprint, readHead, windowBefore, windowBytesMax } from './identity.ts';

export interface NewFile {
  readonly generation: string;
  readonly found: FoundFile;
  readonly input: number;
  /** How many of its bytes on the disk are to be left out; undefined where it is read from its beginning. */
  readonly bytesBefore: number | undefined;
}

/** What the store is to know of a file that begins to be read; `head` are its first bytes. */
export async function describeNew(
  file: NewFile & { readonly head: Buffer; readonly content: Content },
): Promise<KnownFile> {
  const { head, content, bytesBefore } = file;
  const known = { ...describe(file), head: fingerprint(head) };
  if (bytesBefore === undefined) return known;
  // Where its text ends would take long to find out, and nobody adds to it.
  if (content.compression !== undefined) return { ...known, skippedBytes: file.found.size };
  return { ...known, ...(await endAt(content, bytesBefore)) };
}

/** The same of one that cannot be read yet, but is to be left out up to where it ended: so much is known. */
export function describeUnread(file: NewFile & { readonly bytesBefore: number }): KnownFile {
  return { ...describe(file), head: fingerprint(Buffer.alloc(0)), offset: file.bytesBefore };
}

function describe({ generation, found, input }: Pick<NewFile, 'generation' | 'found' | 'input'>) {
  const { path, device, inode } = found;
  return { generation, path, input, device, inode, markers: [], offset: 0 };
}

/** What the store is to know of a file that was read up to an offset by somebody else. */
export async function describeAt(
  file: Pick<NewFile, 'generation' | 'found' | 'input'> & { readonly content: Content },
  offset: number,
): Promise<KnownFile> {
  const { content } = file;
  const head = fingerprint(await readHead(content));
  return { ...describe(file), head, ...(await endAt(content, offset)) };
}

/** With the window before it. */
async function endAt(content: Content, offset: number) {
  const bytes = Buffer.alloc(Math.min(offset, windowBytesMax));
  const bytesRead = await content.read(bytes, bytes.length, offset - bytes.length);
  const window = bytesRead === bytes.length ? windowBefore(offset, bytes) : undefined;
  return window === undefined ? { offset } : { offset, window };
}
