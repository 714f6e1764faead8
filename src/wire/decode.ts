import { isUtf8 } from 'node:buffer';
import { Decoder, decodeTimestampExtension, EXT_TIMESTAMP, ExtensionCodec } from '@msgpack/msgpack';
import { readJsonLine } from '../parse/json-line.ts';
import type { FieldValue } from '../record/event.ts';
import { reasonOf } from '../record/reason.ts';
import { blockHeaderKey } from './block.ts';
import { decompress, sniffCompression } from './compression.ts';
import { scanMessagePack } from './message-pack-scan.ts';

/** What one record may cost a reader; a hostile one costs no more. */
export const decodeLimits = {
  /** Far above any block an agent writes, and enough for a 10 MiB record of another producer. */
  decompressedBytesMax: 64 * 1024 * 1024,
  stringBytesMax: 16 * 1024 * 1024,
  mapLengthMax: 10_000,
  arrayLengthMax: 100_000,
  eventsMax: 1_000_000,
  /** What the fields that a block's events share may come to, once each event has them. */
  sharedBytesMax: 64 * 1024 * 1024,
  /** A hostile record of 1,770 bytes with 20 million values took 1.5 GB; with this many, one is refused at 143 MB. */
  valuesMax: 5_000_000,
  depthMax: 100,
} as const;

/** The record is not what any first byte promises. Its bytes become a dead letter. */
export class DecodeError extends Error {
  constructor(message: string, options?: { cause: unknown }) {
    super(message, options);
    this.name = 'DecodeError';
  }
}

/** A decoded map, or one line of text of another producer; `@timestamp` may be missing in both. */
export type DecodedEvent = { readonly [field: string]: FieldValue };

export interface DecodedRecord {
  readonly blockId?: string;
  readonly events: readonly DecodedEvent[];
}

/** Timestamps of other producers become what ours are: milliseconds. */
const extensionCodec = new ExtensionCodec();
extensionCodec.register({
  type: EXT_TIMESTAMP,
  encode: () => null,
  decode: (data) => decodeTimestampExtension(data).getTime(),
});

const decoder = new Decoder<undefined>({
  extensionCodec,
  maxStrLength: decodeLimits.stringBytesMax,
  maxBinLength: decodeLimits.stringBytesMax,
  maxMapLength: decodeLimits.mapLengthMax,
  maxArrayLength: decodeLimits.arrayLengthMax,
  maxExtLength: 64,
});

/** Recognises the data of one Kinesis record by its first bytes and decodes it. Rejects with a {@link DecodeError}. */
export async function decodeRecord(data: Uint8Array): Promise<DecodedRecord> {
  const compression = sniffCompression(data);
  let bytes: Uint8Array;
  try {
    bytes = await decompress(data, compression, decodeLimits.decompressedBytesMax);
  } catch (cause) {
    throw new DecodeError(`not readable as ${compression}: ${reasonOf(cause)}`, { cause });
  }
  return decodePlain(bytes);
}

/** The first bytes are looked at again after decompression: what is inside may be MessagePack, JSON or text. */
function decodePlain(bytes: Uint8Array): DecodedRecord {
  const first = bytes[0];
  if (first === undefined) throw new DecodeError('the record is empty');
  // Text may begin with the two bytes that are maps of 16 and 32 bits; no map has the length it would stand for.
  if (isMapStart(first) && !isUtf8(bytes)) return decodeMaps(bytes);
  if (first === 0x7b) return { events: textLines(bytes).map(jsonOrText) };
  return { events: textLines(bytes).map((line) => ({ message: line })) };
}

/** fixmap, map 16, map 32 (MessagePack specification, "Overview"). */
function isMapStart(byte: number): boolean {
  return (byte & 0xf0) === 0x80 || byte === 0xde || byte === 0xdf;
}

function decodeMaps(bytes: Uint8Array): DecodedRecord {
  const maps: DecodedEvent[] = [];
  try {
    const ends = scanMessagePack(bytes, decodeLimits);
    for (const value of decoder.decodeMulti(bytes)) {
      if (!isMap(value)) throw new RangeError('there is a value that is no map');
      maps.push(value);
      if (maps.length > decodeLimits.eventsMax) throw tooMany('events', decodeLimits.eventsMax);
    }
    return isMap(maps[0]?.[blockHeaderKey]) ? withHeaders(maps, ends) : { events: maps };
  } catch (cause) {
    throw new DecodeError(`broken MessagePack after ${maps.length} maps: ${reasonOf(cause)}`, { cause });
  }
}

/** Gives each event of a block what the header before it says of all of them. */
function withHeaders(maps: readonly DecodedEvent[], ends: readonly number[]): DecodedRecord {
  const events: DecodedEvent[] = [];
  let blockId: string | undefined;
  let shared: DecodedEvent = {};
  let headerBytes = 0;
  let sharedBytes = 0;
  for (const [index, map] of maps.entries()) {
    const header = map[blockHeaderKey];
    if (isMap(header)) {
      if (typeof header['id'] === 'string') blockId ??= header['id'];
      shared = isMap(header['fields']) ? header['fields'] : {};
      headerBytes = (ends[index] ?? 0) - (ends[index - 1] ?? 0);
    } else {
      sharedBytes += headerBytes;
      if (sharedBytes > decodeLimits.sharedBytesMax)
        throw tooMany('bytes of shared fields', decodeLimits.sharedBytesMax);
      events.push({ ...shared, ...map });
    }
  }
  return blockId === undefined ? { events } : { blockId, events };
}

function textLines(bytes: Uint8Array): string[] {
  if (!isUtf8(bytes)) throw new DecodeError('neither zstd, gzip, MessagePack, JSON nor UTF-8 text');
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('utf8');
  // One more than there may be is enough to see that there are too many.
  const lines = text.split('\n', decodeLimits.eventsMax + 1);
  if (lines.length > decodeLimits.eventsMax)
    throw new DecodeError(`more than ${decodeLimits.eventsMax} lines`);
  return lines.map((line) => (line.endsWith('\r') ? line.slice(0, -1) : line)).filter((line) => line !== '');
}

function jsonOrText(line: string): DecodedEvent {
  const read = readJsonLine(line);
  if (read === undefined) return { message: line };
  return read.isExact ? read.value : { ...read.value, 'event.original': line };
}

function isMap(value: unknown): value is { readonly [name: string]: FieldValue } {
  return (
    typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Uint8Array)
  );
}

function tooMany(what: string, most: number): RangeError {
  return new RangeError(`more than ${most} ${what}`);
}
