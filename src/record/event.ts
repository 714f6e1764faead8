/** What a field of an event may hold: JSON's values, and bytes where a log line was not text. */
export type FieldValue =
  | string
  | number
  | boolean
  | null
  | Uint8Array
  | readonly FieldValue[]
  | { readonly [name: string]: FieldValue };

/**
 * One log event: a flat map of dotted ECS field names. `@timestamp` is in milliseconds UTC. What a foreign JSON
 * line holds beyond ECS stands, nested as it came, under `fields`.
 */
export interface Event {
  readonly '@timestamp': number;
  readonly [field: string]: FieldValue;
}

/**
 * Where an event came from: with the event's time these are the inputs of its `_id`, so they never change once
 * the first byte was sent. Field names as they travel on the wire.
 */
export const originFields = {
  /** Who read the line: bound to the machine, so that cloned images differ. */
  agentId: 'agent.id',
  /** Which life of the file: minted once for a file, before its first byte is sent. */
  generation: 'log.file.generation',
  /** Offset of the line's first byte in the file, in bytes. */
  offset: 'log.offset',
  /** Bytes of the line, newline included. */
  length: 'log.length',
  /** CRC-32 of those bytes. */
  checksum: 'log.checksum',
} as const;

/**
 * Where an event's time came from, in `event.time_source`; absent where the line tells it in full. `line_without_year`:
 * the year is that of when the bytes were first seen, or the one before. `previous_line`: the line tells none, and
 * has that of the one before it. `sender`: the text tells none, and has that of its protocol. `read`: nothing tells one;
 * it is when the bytes were first seen.
 */
export type TimeSource = 'line_without_year' | 'previous_line' | 'sender' | 'read';
export const timeSourceField = 'event.time_source';

/** Ours to write: a line that names them itself must not decide an event's identity. */
export const reservedFields: readonly string[] = [
  ...Object.values(originFields),
  'log.file.path',
  timeSourceField,
  'fields',
];
