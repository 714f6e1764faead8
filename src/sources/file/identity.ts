import { hash } from 'node:crypto';
import { firstLineBytesMax } from '../../record/chunk.ts';
import type { HeadFingerprint, TailWindow } from '../../record/position.ts';
import type { Content } from './content.ts';

/** Bytes of the head that tell a file from another one. Files shorter than that are known by less, until they grow. */
export const headBytesMax = 1_024;

/** Bytes before an offset that show that a file still holds what was read of it. */
export const windowBytesMax = 512;

/** The first bytes of a file, as far as they are there: enough for the fingerprint and for the first line. */
export async function readHead(content: Content): Promise<Buffer> {
  const buffer = Buffer.alloc(firstLineBytesMax);
  return buffer.subarray(0, await content.read(buffer, buffer.length, 0));
}

export function fingerprint(head: Buffer, length = Math.min(head.length, headBytesMax)): HeadFingerprint {
  return { length, hash: hashOf(head.subarray(0, length)) };
}

/** Whether a file that begins like this may be the one that is known by this fingerprint. */
export function beginsAlike(known: HeadFingerprint, head: Buffer): boolean {
  return head.length >= known.length && fingerprint(head, known.length).hash === known.hash;
}

/** The window before `end`, where `bytes` are those that stand before it in the file, or the last of them. */
export function windowBefore(end: number, bytes: Buffer): TailWindow | undefined {
  const length = Math.min(bytes.length, windowBytesMax);
  if (length === 0) return undefined;
  return { offset: end - length, length, hash: hashOf(bytes.subarray(bytes.length - length)) };
}

export function windowHolds(window: TailWindow, bytes: Buffer): boolean {
  return bytes.length === window.length && hashOf(bytes) === window.hash;
}

/** Reads the window anew; `busy` where a compressed file must be read on first. */
export async function checkWindow(content: Content, window: TailWindow): Promise<'same' | 'other' | 'busy'> {
  if (!(await content.skipTo(window.offset))) return 'busy';
  const bytes = Buffer.alloc(window.length);
  const bytesRead = await content.read(bytes, window.length, window.offset);
  return windowHolds(window, bytes.subarray(0, bytesRead)) ? 'same' : 'other';
}

function hashOf(bytes: Buffer): string {
  return hash('sha256', bytes, 'hex').slice(0, 32);
}
