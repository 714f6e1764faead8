import { originFields, timeSourceField } from '../../record/event.ts';
import type { MessagePackWriter } from '../../wire/message-pack.ts';
import { prepareKey, putInteger, putKey, putTextHeader } from '../../wire/prepared-key.ts';
import type { ChunkReading } from '../chunk-reading.ts';

const keys = {
  message: prepareKey('message'),
  offset: prepareKey(originFields.offset),
  length: prepareKey(originFields.length),
  checksum: prepareKey(originFields.checksum),
  timeSource: prepareKey(timeSourceField),
  time: prepareKey('@timestamp'),
};
const timeSources = {
  read: prepareKey('read'),
  sender: prepareKey('sender'),
  previous_line: prepareKey('previous_line'),
  line_without_year: prepareKey('line_without_year'),
};
/** A fixmap of so many (MessagePack specification, "map format family"). */
const mapHeader = 0x80 | Object.keys(keys).length;
/** Names, headers, numbers and a word, at most. */
const overheadBytesMax = 256;
/** Up to here a loop copies faster than a call does. */
const loopBytesMax = 48;

/** Writes the event of a line of `format: plain`, which is UTF-8: the line is its message, as it stands. */
export function writePlainLine(lines: ChunkReading, out: MessagePackWriter): void {
  const start = lines.textStart();
  const length = lines.textEnd() - start;
  out.reserve(length + overheadBytesMax);
  const { buffer, view } = out;
  view.setUint8(out.length, mapHeader);
  let to = putTextHeader(view, putKey(view, out.length + 1, keys.message), length);
  copy(lines.bytes, start, length, buffer, to);
  to = putInteger(view, putKey(view, to + length, keys.offset), lines.offset);
  to = putInteger(view, putKey(view, to, keys.length), lines.end - lines.start);
  to = putInteger(view, putKey(view, to, keys.checksum), lines.checksum());
  to = putKey(view, putKey(view, to, keys.timeSource), timeSources[lines.untimedSource]);
  out.length = putInteger(view, putKey(view, to, keys.time), lines.untimed());
}

function copy(from: Uint8Array, start: number, length: number, into: Uint8Array, at: number): void {
  if (length > loopBytesMax) into.set(from.subarray(start, start + length), at);
  else for (let index = 0; index < length; index += 1) into[at + index] = from[start + index] ?? 0;
}
