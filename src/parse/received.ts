import { type Event, type FieldValue, type TimeSource, timeSourceField } from '../record/event.ts';
import type { SpooledChunk, SpooledMessage } from '../record/received.ts';
import { Timeline } from '../record/timeline.ts';
import type { ParsedChunk } from './chunk-reading.ts';
import { LineParser } from './events.ts';
import type { Format } from './formats.ts';

/** How the messages of one input are read. */
export interface ReceivedFormat {
  readonly format: Format;
  /** Added to each event, such as `event.dataset`. */
  readonly fields: { readonly [field: string]: FieldValue };
}

interface InputParser extends ReceivedFormat {
  readonly parser: LineParser;
}

/** Messages → events. A message without a time of its own takes that of its sender, else the one when it came. */
export class ReceivedParsers {
  readonly #inputs: ReadonlyMap<string, InputParser>;
  /** What an input took that is in the configuration no more; and messages that are nothing but fields. */
  readonly #plain = parserOf({ format: 'plain', fields: {} });

  constructor(inputs: ReadonlyMap<string, ReceivedFormat>) {
    this.#inputs = new Map([...inputs].map(([key, format]) => [key, parserOf(format)]));
  }

  parse({ file, messages }: SpooledChunk): ParsedChunk & { readonly format: string } {
    const events: Event[] = [];
    const unparsed = new Map<string, number>();
    let sample = '';
    let format = '';
    for (const message of messages) {
      const input = this.#inputs.get(message.input) ?? this.#plain;
      const parsed = lineOf(message, file.generation, message.line.length === 0 ? this.#plain : input);
      const [event] = parsed.events;
      if (event !== undefined) events.push(withReceived(event, message, input));
      if (parsed.unparsed.size === 0) continue;
      ({ sample } = parsed);
      ({ format } = input);
      for (const [reason, count] of parsed.unparsed)
        unparsed.set(reason, (unparsed.get(reason) ?? 0) + count);
    }
    const endOffsets = messages.map(({ end }) => end);
    return { count: events.length, events, endOffsets, lastTimedMs: [], unparsed, sample, format };
  }
}

function parserOf({ format, fields }: ReceivedFormat): InputParser {
  return { format, fields, parser: new LineParser({ format, fields }) };
}

/** A message is a line that stands alone: no other one decides its time. */
function lineOf(message: SpooledMessage, generation: string, { parser }: InputParser): ParsedChunk {
  const { line, offset, part, receivedMs, timeMs = receivedMs } = message;
  const bytes = Buffer.from(line.buffer, line.byteOffset, line.length);
  const chunk = {
    file: { generation, path: '', input: 0, firstLine: '' },
    offset,
    bytes,
    lineEnds: [bytes.length],
    ...(part !== undefined && { part: { index: part, lineStart: offset, last: true } }),
  };
  return parser.parse(chunk, new Timeline(), timeMs);
}

/** What its sender says beside the text; a user's own fields stand above it. */
function withReceived(event: Event, { line, fields, timeMs }: SpooledMessage, input: ReceivedFormat): Event {
  const whole: Record<string, FieldValue> = event;
  if (timeMs !== undefined && whole[timeSourceField] === ('read' satisfies TimeSource))
    whole[timeSourceField] = 'sender' satisfies TimeSource;
  if (line.length === 0 && fields !== undefined) delete whole['message'];
  for (const name in fields) {
    const value = fields[name];
    if (value === undefined || name in input.fields) continue;
    const known = whole[name];
    whole[name] = name === 'fields' && isMap(known) && isMap(value) ? { ...value, ...known } : value;
  }
  return event;
}

function isMap(value: FieldValue | undefined): value is { readonly [name: string]: FieldValue } {
  return (
    typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Uint8Array)
  );
}
