import { Decoder, Encoder } from '@msgpack/msgpack';
import type { Received } from '../record/received.ts';

/**
 * What a frame holds: one MessagePack array of input, receivedMs, line, timeMs, fields, part and cursor, nil where
 * there is none; or a map, input → cursor: what earlier segments, which may be gone, said.
 */
const encoder = new Encoder({ ignoreUndefined: true });
const decoder = new Decoder();

export type Cursors = ReadonlyMap<string, string>;

export function encodeMessage(message: Received): Uint8Array {
  const { input, receivedMs, line, timeMs = null, fields = null, part = null, cursor = null } = message;
  return encoder.encode([input, receivedMs, line, timeMs, fields, part, cursor]);
}

export function encodeCursors(cursors: Cursors): Uint8Array {
  return encoder.encode(Object.fromEntries(cursors));
}

/** Undefined where a checksum fits and the content does not: another version wrote it. */
export function decodePayload(payload: Uint8Array): Received | Cursors | undefined {
  let value: unknown;
  try {
    value = decoder.decode(payload);
  } catch {
    return undefined;
  }
  return Array.isArray(value) ? messageOf(value) : cursorsOf(value);
}

export function isMessage(decoded: Received | Cursors): decoded is Received {
  return 'line' in decoded;
}

function messageOf([input, receivedMs, line, timeMs, fields, part, cursor]: readonly unknown[]):
  | Received
  | undefined {
  if (typeof input !== 'string' || typeof receivedMs !== 'number' || !(line instanceof Uint8Array))
    return undefined;
  return {
    input,
    receivedMs,
    line,
    ...(typeof timeMs === 'number' && { timeMs }),
    // Written by us from a map of fields, and the checksum fits.
    ...(typeof fields === 'object' &&
      fields !== null && { fields: fields as NonNullable<Received['fields']> }),
    ...(typeof part === 'number' && { part }),
    ...(typeof cursor === 'string' && { cursor }),
  };
}

function cursorsOf(value: unknown): Cursors | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const entries = Object.entries(value).filter(
    (entry): entry is [string, string] => typeof entry[1] === 'string',
  );
  return new Map(entries);
}
