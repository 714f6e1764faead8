import { sortIntoEcs } from '../../parse/json-line.ts';
import { partsOf } from '../../parse/message-parts.ts';
import type { FieldValue } from '../../record/event.ts';
import type { Received } from '../../record/received.ts';
import { fieldsOf } from './decode.ts';
import { type ForwardEntry, Malformed } from './message.ts';

/** What a record may say beside its text, in characters of JSON: with its text it has to fit in a record of 1 MiB. */
const fieldsLengthMax = 240 * 1024;

export interface EntryContext {
  readonly input: string;
  readonly tag: string;
  readonly peer: string | undefined;
  readonly receivedMs: number;
  readonly messageBytesMax: number;
  /** Of all that came together, decompressed: where it is short, no record in it is too long. */
  readonly bytes: number;
}

/** An entry → messages for the spool: one, or the parts of one that is too long. */
export function receivedOf(entry: ForwardEntry | Malformed, context: EntryContext): Received[] {
  const { input, tag, peer, receivedMs, messageBytesMax } = context;
  const way = {
    ...(tag !== '' && { 'fluent.tag': tag }),
    ...(peer !== undefined && { 'log.source.address': peer }),
  };
  const { line, fields, timeMs } =
    entry instanceof Malformed ? asItIs(entry) : contentOf(entry, context.bytes);
  return partsOf(line, messageBytesMax).map(({ bytes, part }) => ({
    input,
    receivedMs,
    line: bytes,
    fields: { ...fields, ...way },
    ...(timeMs !== undefined && { timeMs }),
    ...(part !== undefined && { part }),
  }));
}

interface Content {
  readonly line: Buffer;
  readonly fields: Record<string, FieldValue>;
  readonly timeMs?: number | undefined;
}

function asItIs({ bytes }: Malformed): Content {
  return { line: Buffer.from(bytes), fields: {} };
}

/** The text of a record is its `message`, else its `log`, as Docker and Fluent Bit call it; all else is fields. */
function contentOf({ record, timeMs: sentMs }: ForwardEntry, bytes: number): Content {
  const textName = ['message', 'log'].find((name) => isBytes(record, name));
  const { [textName ?? '']: text, ...rest } = record as Record<string, unknown>; // It came as a map.
  const own = fieldsOf(rest);
  if (bytes > fieldsLengthMax && JSON.stringify(own).length > fieldsLengthMax)
    return { line: Buffer.from(JSON.stringify(fieldsOf(record))), fields: {}, timeMs: sentMs };
  const { timeMs = sentMs, fields } = sortIntoEcs(withContainer(own));
  return {
    line: text instanceof Uint8Array ? withoutEnd(Buffer.from(text)) : Buffer.alloc(0),
    fields,
    timeMs,
  };
}

/** What Docker's driver `fluentd` calls its own. */
function withContainer(record: Record<string, FieldValue>): Record<string, FieldValue> {
  const { container_id: id, container_name: name, ...rest } = record;
  if (typeof id !== 'string' || typeof name !== 'string') return record;
  return { 'container.id': id, 'container.name': name.replace(/^\//, ''), ...rest };
}

function isBytes(record: object, name: string): boolean {
  return Object.hasOwn(record, name) && (record as Record<string, unknown>)[name] instanceof Uint8Array;
}

function withoutEnd(line: Buffer): Buffer {
  return line.at(-1) === 0x0a ? line.subarray(0, line.at(-2) === 0x0d ? -2 : -1) : line;
}
