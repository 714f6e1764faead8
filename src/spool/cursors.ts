import { open } from 'node:fs/promises';
import { scanFrames, seedOf } from './frame.ts';
import { type SpoolEvents, windowBytes } from './options.ts';
import { type Cursors, decodePayload, isMessage } from './payload.ts';
import type { Segment } from './segments.ts';

/**
 * The last cursor of each input that the segments tell of. The first frame of a segment says what those before it said,
 * so only the newest is read; where that frame is not whole, or the segment cannot be read, which is told, the one before
 * too: an input that begins at an older cursor repeats something.
 */
export async function cursorsIn(segments: readonly Segment[], events: SpoolEvents): Promise<Cursors> {
  const found: Cursors[] = [];
  for (const segment of segments.toReversed()) {
    const cursors = new Map<string, string>();
    found.unshift(cursors);
    if (await noteCursors(cursors, segment, events)) break;
  }
  return new Map(found.flatMap((cursors) => [...cursors]));
}

/** True where it tells of those before it, too. */
async function noteCursors(
  cursors: Map<string, string>,
  segment: Segment,
  events: SpoolEvents,
): Promise<boolean> {
  try {
    return await readCursors(cursors, segment);
  } catch (error) {
    events.spoolUnreadable(segment.path, error);
    return false;
  }
}

async function readCursors(cursors: Map<string, string>, segment: Segment): Promise<boolean> {
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
  return isComplete;
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
