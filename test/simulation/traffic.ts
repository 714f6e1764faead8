import { between, weighted } from '../../src/demo/random.ts';
import { toDocument } from '../../src/document/document.ts';
import type { Random } from '../../src/flow/clock.ts';
import { type Event, originFields } from '../../src/record/event.ts';

/** Names an event over the whole run: `GENERATION@OFFSET`. */
export type EventKey = string;

/** One line of a producer's virtual file. */
export interface WrittenEvent {
  readonly key: EventKey;
  readonly generation: string;
  readonly offset: number;
  /** Where the next line begins. */
  readonly endOffset: number;
  /** When it was appended to the file, ms UTC. */
  readonly writtenMs: number;
  readonly event: Event;
  /** The document it must become, and no other. */
  readonly document: { readonly id: string; readonly source: string };
}

export interface FileOptions {
  readonly generation: string;
  readonly sharedFields: { readonly [field: string]: string };
  readonly startMs: number;
  readonly endMs: number;
}

/** How lines come: how many, over how long, and how large they are. */
interface Burst {
  readonly count: readonly [low: number, high: number];
  readonly spreadMs: number;
  readonly bytes: readonly [low: number, high: number];
}

const kibibyte = 1024;

/** The floods alone are more than a shard takes in a second (1 MiB); with the largest a block overflows a record. */
const drawBurst = weighted<Burst>([
  [10, { count: [1, 15], spreadMs: 2_000, bytes: [40, 800] }],
  [5, { count: [20, 80], spreadMs: 500, bytes: [40, 2_000] }],
  [3, { count: [1, 4], spreadMs: 300, bytes: [20 * kibibyte, 300 * kibibyte] }],
  [1, { count: [3, 6], spreadMs: 200, bytes: [150 * kibibyte, 300 * kibibyte] }],
  [1, { count: [1, 2], spreadMs: 50, bytes: [400 * kibibyte, 900 * kibibyte] }],
]);
const pauseMsMax = 5_000;

const filler = 'kinship carries lines '.repeat(42_000);

/** All lines that one file ever gets, in their order. */
export function drawFile(random: Random, options: FileOptions): WrittenEvent[] {
  const moments: { atMs: number; bytes: number }[] = [];
  for (let atMs = options.startMs; atMs < options.endMs; atMs += between(random, 100, pauseMsMax)) {
    const { count, spreadMs, bytes } = drawBurst(random);
    for (let left = between(random, ...count); left > 0; left -= 1)
      moments.push({ atMs: atMs + between(random, 0, spreadMs), bytes: between(random, ...bytes) });
  }
  moments.sort((left, right) => left.atMs - right.atMs);
  let offset = 0;
  return moments.map(({ atMs, bytes }) => {
    const written = writeEvent(options, offset, atMs, bytes);
    offset = written.endOffset;
    return written;
  });
}

function writeEvent(
  { generation, sharedFields }: FileOptions,
  offset: number,
  writtenMs: number,
  bytes: number,
): WrittenEvent {
  const key = `${generation}@${offset}`;
  const event = {
    '@timestamp': writtenMs,
    message: `${key} ${filler.slice(0, bytes)}`,
    [originFields.generation]: generation,
    [originFields.offset]: offset,
    [originFields.length]: bytes,
    [originFields.checksum]: bytes % 251,
  };
  const document = documentOf({ ...sharedFields, ...event });
  return { key, generation, offset, endOffset: offset + bytes, writtenMs, event, document };
}

/** The document of an event of ours, wherever it stood in the stream. */
export function documentOf(event: { readonly [field: string]: unknown }): { id: string; source: string } {
  const record = { stream: '', shardId: '', sequenceNumber: '', partitionKey: '', arrivalMs: 0 };
  const place = { record, subSequenceNumber: 0 };
  const { id, source } = toDocument(event as Event, place, 'logs'); // Made by us, or decoded from what we made.
  return { id, source };
}
