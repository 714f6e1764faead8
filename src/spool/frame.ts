import { crc32 } from 'node:zlib';

/**
 * A frame is one message in a segment, its numbers little-endian:
 *
 *   4 bytes   `KSP1`, by which the next frame is found behind damaged bytes
 *   uint32    how many bytes the payload has
 *   uint32    CRC-32 of the payload, begun with a value of this segment and place: bytes of a message that look like a
 *             frame, or a frame of another segment, are none
 *   the payload
 */
const magic = Buffer.from('KSP1');
export const frameHeaderBytes = 12;
/** Longer ones are never written: a longer length is damage. Ours: an event has to fit in a record of 1 MiB. */
export const payloadBytesMax = 1024 * 1024;

export interface Frame {
  /** Of its first byte in the segment. */
  readonly offset: number;
  readonly end: number;
  /** A view on the buffer it was found in. */
  readonly payload: Buffer;
}

/** Bytes of a segment that are no frame. */
export interface Damage {
  readonly offset: number;
  readonly bytes: number;
}

export interface ScannedFrames {
  readonly frames: readonly Frame[];
  readonly damage: readonly Damage[];
  /** Up to here the segment is judged. */
  readonly end: number;
  /** How many bytes from `end` on are to be looked at next, at least. */
  readonly wantedBytes: number;
}

/** A number of the segment that its frames' checksums begin with. */
export function seedOf(generation: string): number {
  return crc32(generation);
}

/** Writes a frame into `into`, which begins at `offset` of the segment; returns how many bytes it takes. */
export function writeFrame(into: Buffer, payload: Uint8Array, offset: number, seed: number): number {
  if (payload.length > payloadBytesMax)
    throw new RangeError(`a payload of more than ${payloadBytesMax} bytes`);
  into.set(magic, 0);
  into.writeUInt32LE(payload.length, 4);
  into.writeUInt32LE(crc32(payload, startOf(seed, offset)), 8);
  into.set(payload, frameHeaderBytes);
  return frameHeaderBytes + payload.length;
}

/**
 * The frames in a window of a segment that begins at `offset`. Damage costs the frame that it is in and no other. In the
 * last window of a segment what is not whole is damage too; in others more is to come.
 */
export function scanFrames(
  window: Buffer,
  { offset, seed, isLast }: { readonly offset: number; readonly seed: number; readonly isLast: boolean },
): ScannedFrames {
  const frames: Frame[] = [];
  const damage: Damage[] = [];
  let at = 0;
  let wantedBytes = frameHeaderBytes;
  while (at < window.length) {
    const found = frameAt(window, at, offset, seed);
    if (typeof found === 'number' && !isLast) {
      wantedBytes = found;
      break;
    }
    if (typeof found === 'object') {
      frames.push(found);
      at = found.end - offset;
      continue;
    }
    const next = nextMagic(window, at, isLast);
    addDamage(damage, offset + at, next - at);
    at = next;
  }
  return { frames, damage, end: offset + at, wantedBytes };
}

/** The frame that begins there, how many bytes it takes where the window is too short, or undefined: there is none. */
function frameAt(window: Buffer, at: number, offset: number, seed: number): Frame | number | undefined {
  const restBytes = window.length - at;
  if (restBytes < frameHeaderBytes) return frameHeaderBytes;
  const payloadBytes = window.readUInt32LE(at + 4);
  if (window.compare(magic, 0, magic.length, at, at + magic.length) !== 0) return undefined;
  if (payloadBytes > payloadBytesMax) return undefined;
  const bytes = frameHeaderBytes + payloadBytes;
  if (bytes > restBytes) return bytes;
  const payload = window.subarray(at + frameHeaderBytes, at + bytes);
  if (crc32(payload, startOf(seed, offset + at)) !== window.readUInt32LE(at + 8)) return undefined;
  return { offset: offset + at, end: offset + at + bytes, payload };
}

/** Where a frame may begin behind `at`; half a magic at the end of a window may be the beginning of one. */
function nextMagic(window: Buffer, at: number, isLast: boolean): number {
  const found = window.indexOf(magic, at + 1);
  if (found !== -1) return found;
  return isLast ? window.length : Math.max(at + 1, window.length - magic.length + 1);
}

function addDamage(damage: Damage[], offset: number, bytes: number): void {
  const last = damage.at(-1);
  if (last === undefined || last.offset + last.bytes !== offset) damage.push({ offset, bytes });
  else damage[damage.length - 1] = { offset: last.offset, bytes: last.bytes + bytes };
}

function startOf(seed: number, offset: number): number {
  return (seed + offset) >>> 0;
}
