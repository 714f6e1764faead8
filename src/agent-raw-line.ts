import { type InputChunk, isOfFile } from './agent-inputs.ts';
import { eventJson } from './document/document.ts';
import type { LineChunk } from './record/chunk.ts';
import { type Event, originFields } from './record/event.ts';
import type { RawLine } from './wire/packer.ts';

/** The line that an event is of, as it stands. */
export function rawLine(chunk: InputChunk, event: Event): RawLine {
  return isOfFile(chunk) ? lineOfFile(chunk, event) : receivedLine(event);
}

/** By what the event says of its origin: there may be fewer events than lines. */
function lineOfFile({ offset, bytes, part }: LineChunk, event: Event): RawLine {
  const start = Number(event[originFields.offset]) - offset;
  const end = start + Number(event[originFields.length]);
  return { bytes: bytes.subarray(start, end), goesOn: start === 0 && part?.last === false };
}

/**
 * What was received is more than a line: its sender, and what that says beside the text. So the whole event stands for
 * it, made only where somebody asks: `format: compat` takes no such inputs, yet the spool may still hold some.
 */
function receivedLine(event: Event): RawLine {
  return {
    get bytes() {
      return Buffer.from(`${eventJson(event)}\n`);
    },
    goesOn: false,
  };
}
