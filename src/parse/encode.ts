import type { EncodedEvents } from '../record/encoded.ts';
import type { MessagePackWriter } from '../wire/message-pack.ts';
import type { EncodedChunk, ParsedChunk } from './chunk-reading.ts';

/** One object, so that neighbours are seen to share it. */
const nothingShared: EncodedEvents['fields'] = {};

/** Events that are objects as they go into a block, written to `out` from its beginning on. */
export function encodeEvents(
  { events, ...lines }: ParsedChunk,
  generation: string,
  out: MessagePackWriter,
): EncodedChunk {
  const ends: number[] = [];
  out.length = 0;
  for (const event of events) {
    out.write(event);
    ends.push(out.length);
  }
  return { ...lines, generation, fields: nothingShared, bytes: out.bytes, ends };
}
