import type { MessagePackWriter } from '../../wire/message-pack.ts';
import { prepareKey, putKey, putTextHeader } from '../../wire/prepared-key.ts';
import type { ByteParser, LineBytes } from './byte-parser.ts';

const message = prepareKey('message');
/** A key and a header, at most. */
const overheadBytesMax = 32;
/** Up to here a loop copies faster than a call does. */
const loopBytesMax = 48;

/** `plain`: the line is its message, as it stands. */
export class PlainBytes implements ByteParser {
  readonly count = 1;
  readonly timeMs = undefined;

  write(
    { bytes, view: _view, isUtf8 }: LineBytes,
    start: number,
    end: number,
    out: MessagePackWriter,
  ): boolean {
    if (!isUtf8) return false;
    const length = end - start;
    out.reserve(length + overheadBytesMax);
    const { buffer, view } = out;
    const to = putTextHeader(view, putKey(view, out.length, message), length);
    if (length > loopBytesMax) buffer.set(bytes.subarray(start, end), to);
    else for (let index = 0; index < length; index += 1) buffer[to + index] = bytes[start + index] ?? 0;
    out.length = to + length;
    return true;
  }
}
