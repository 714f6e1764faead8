import { open } from 'node:fs/promises';
import { scanFrames, seedOf } from './frame.ts';
import { windowBytes } from './options.ts';
import { type Cursors, decodePayload, isMessage } from './payload.ts';
import type { Segment } from './segments.ts';

/**
 * The last cursor of each input that the segments tell of. The first frame of a segment says what those before it said,
 * so only the newest is read; where that frame is not whole, the one before too.
 */
export async function cursorsIn(segments: readonly Segment[]): Promise<Cursors> {
  const found: Cursors[] = [];
  for (const segment of segments.toReversed()) {
    const { cursors, isComplete } = await cursorsOf(segment);
    found.unshift(cursors);
    if (isComplete) break;
  }
  return new Map(found.flatMap((cursors) => [...cursors]));
}

async function cursorsOf(segment: Segment): Promise<{ cursors: Cursors; isComplete: boolean }> {
  const cursors = new Map<string, string>();
  const seed = seedOf(segment.generation);
  const handle = await open(segment.path, 'r');
  let isComplete = false;
  try {
    let wantedBytes = 0;
    for (let offset = 0; offset < segment.end; ) {
      const bytes = Math.min(Math.max(windowBytes, wantedBytes), segment.end - offset);
      const window = Buffer.alloc(bytes);
      await handle.read(window, 0, bytes, offset);
      const scanned = scanFrames(window, { offset, seed, isLast: offset + bytes >= segment.end });
      for (const { payload } of scanned.frames) if (note(cursors, payload)) isComplete = true;
      offset = scanned.end;
      wantedBytes = scanned.wantedBytes;
    }
  } finally {
    await handle.close();
  }
  return { cursors, isComplete };
}

/** True where it is the frame that tells of earlier segments. */
function note(cursors: Map<string, string>, payload: Buffer): boolean {
  const decoded = decodePayload(payload);
  if (decoded === undefined) return false;
  if (isMessage(decoded)) {
    if (decoded.cursor !== undefined) cursors.set(decoded.input, decoded.cursor);
    return false;
  }
  for (const [input, cursor] of decoded) cursors.set(input, cursor);
  return true;
}
