import fc from 'fast-check';
import { expect, it } from 'vitest';
import { type Frame, frameHeaderBytes, scanFrames, seedOf, writeFrame } from '../../../src/spool/frame.ts';

const seed = seedOf('0123456789abcdef');
const payloads = fc.array(fc.uint8Array({ maxLength: 60 }), { maxLength: 12 });

function encode(messages: readonly Uint8Array[]): Buffer {
  const bytes = Buffer.alloc(messages.reduce((sum, { length }) => sum + frameHeaderBytes + length, 0));
  let at = 0;
  for (const message of messages) at += writeFrame(bytes.subarray(at), message, at, seed);
  return bytes;
}

/** Reads a segment through windows of these sizes, as the reader does. */
function scan(segment: Buffer, windowBytes: number): { frames: Frame[]; damaged: number } {
  const frames: Frame[] = [];
  let damaged = 0;
  let wanted = 0;
  for (let offset = 0; offset < segment.length; ) {
    const bytes = Math.min(Math.max(windowBytes, wanted), segment.length - offset);
    const isLast = offset + bytes === segment.length;
    const scanned = scanFrames(segment.subarray(offset, offset + bytes), { offset, seed, isLast });
    frames.push(...scanned.frames);
    damaged += scanned.damage.reduce((sum, part) => sum + part.bytes, 0);
    expect(scanned.end > offset || scanned.wantedBytes > bytes).toBe(true); // It always comes on.
    offset = scanned.end;
    wanted = scanned.wantedBytes;
  }
  return { frames, damaged };
}

it('all frames are found, whatever windows they are read through', () => {
  fc.assert(
    fc.property(payloads, fc.integer({ min: 1, max: 200 }), (messages, windowBytes) => {
      const { frames, damaged } = scan(encode(messages), windowBytes);
      expect(frames.map(({ payload }) => new Uint8Array(payload))).toEqual(messages);
      expect(damaged).toBe(0);
    }),
  );
});

it('damage costs the frames it is in and no other, and every byte is accounted for', () => {
  const hit = fc.record({ at: fc.nat(), byte: fc.integer({ min: 1, max: 255 }) });
  fc.assert(
    fc.property(payloads, hit, fc.integer({ min: 1, max: 200 }), (messages, { at, byte }, windowBytes) => {
      const segment = encode(messages);
      if (segment.length === 0) return;
      const place = at % segment.length;
      segment[place] = (segment[place] ?? 0) ^ byte;
      const { frames, damaged } = scan(segment, windowBytes);
      expect(frames).toHaveLength(messages.length - 1);
      expect(frames.reduce((sum, { offset, end }) => sum + end - offset, 0) + damaged).toBe(segment.length);
    }),
  );
});

it('what is torn off is damage, and what stands before it is whole', () => {
  fc.assert(
    fc.property(payloads, fc.nat(), (messages, cut) => {
      const segment = encode(messages);
      const torn = segment.subarray(0, cut % (segment.length + 1));
      const { frames, damaged } = scan(torn, 64);
      expect((frames.at(-1)?.end ?? 0) + damaged).toBe(torn.length);
    }),
  );
});
