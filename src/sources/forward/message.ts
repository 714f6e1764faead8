import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { ValueEnd } from '../../wire/message-pack-scan.ts';
import { decodeForward, EventTime, fieldValueOf, forwardLimits, textOf } from './decode.ts';

/** How much larger a chunk may be when it is decompressed; logs shrink to a tenth, but a bomb to a thousandth. */
const decompressedFactor = 4;

const decompress = promisify(gunzip);

/** One event of a message. */
export interface ForwardEntry {
  readonly timeMs?: number;
  readonly record: object;
}

export interface ForwardMessage {
  readonly tag: string;
  readonly entries: Iterable<ForwardEntry | Malformed>;
  /** The sender waits for it to be acknowledged. */
  readonly chunk?: string;
}

/** An entry that is none. */
export class Malformed {
  readonly bytes: Uint8Array;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
  }
}

/**
 * A message of the Forward protocol in any of its modes (fluentd, "Forward Protocol Specification v1"): Message, Forward,
 * PackedForward, and the latter compressed. Undefined where it is none of these. Throws where the chunk in it cannot be
 * decompressed.
 */
export async function readForwardMessage(
  value: unknown,
  chunkBytesMax: number,
): Promise<ForwardMessage | undefined> {
  if (!Array.isArray(value)) return undefined;
  const [rawTag, second, third, fourth] = value as readonly unknown[];
  const tag = textOf(rawTag);
  if (tag === undefined) return undefined;
  if (second instanceof Uint8Array) {
    const packed = await unpacked(second, third, decompressedFactor * chunkBytesMax);
    return { tag, entries: packedEntries(packed), ...chunkOf(third) };
  }
  if (Array.isArray(second)) return { tag, entries: second.map(entryOf), ...chunkOf(third) };
  return { tag, entries: [entryOf([second, third])], ...chunkOf(fourth) };
}

/** Whether a message will need more memory than it takes on the wire. */
export function isCompressed(value: unknown): boolean {
  const [, , option] = Array.isArray(value) ? (value as readonly unknown[]) : [];
  return textOf(optionOf(option, 'compressed')) === 'gzip';
}

async function unpacked(bytes: Uint8Array, option: unknown, maxOutputLength: number): Promise<Uint8Array> {
  if (textOf(optionOf(option, 'compressed')) !== 'gzip') return bytes;
  return decompress(bytes, { maxOutputLength });
}

/** Entries that stand one behind the other; behind one that is none nothing can be read. */
function* packedEntries(bytes: Uint8Array): Generator<ForwardEntry | Malformed> {
  for (let at = 0; at < bytes.length; ) {
    const rest = bytes.subarray(at);
    const end = endOf(rest);
    if (end === undefined) return yield new Malformed(rest);
    const entry = rest.subarray(0, end);
    yield decodedEntry(entry);
    at += end;
  }
}

function endOf(bytes: Uint8Array): number | undefined {
  try {
    return new ValueEnd(forwardLimits).find(bytes);
  } catch {
    return undefined;
  }
}

function decodedEntry(bytes: Uint8Array): ForwardEntry | Malformed {
  try {
    const entry = entryOf(decodeForward(bytes));
    return entry instanceof Malformed ? new Malformed(bytes) : entry;
  } catch {
    return new Malformed(bytes);
  }
}

function entryOf(value: unknown): ForwardEntry | Malformed {
  const [time, record] = Array.isArray(value) ? (value as readonly unknown[]) : [];
  if (typeof record !== 'object' || record === null || Array.isArray(record) || record instanceof Uint8Array)
    return new Malformed(Buffer.from(JSON.stringify(fieldValueOf(value))));
  // Fluent Bit puts metadata beside the time: [[time, metadata], record].
  const timeMs = timeOf(Array.isArray(time) ? time[0] : time);
  return timeMs === undefined ? { record } : { timeMs, record };
}

function timeOf(value: unknown): number | undefined {
  if (value instanceof EventTime) return value.timeMs;
  const seconds = typeof value === 'number' || typeof value === 'bigint' ? Number(value) : Number.NaN;
  return seconds > 0 && seconds < 8.64e12 ? Math.round(seconds * 1000) : undefined;
}

function chunkOf(option: unknown): { chunk?: string } {
  const chunk = textOf(optionOf(option, 'chunk'));
  return chunk === undefined ? {} : { chunk };
}

function optionOf(option: unknown, name: string): unknown {
  return typeof option === 'object' && option !== null && Object.hasOwn(option, name)
    ? (option as Record<string, unknown>)[name] // It is a map that has it.
    : undefined;
}
