import { z } from 'zod';
import { streamAddressOptions } from '../../aws/options.ts';
import { compatOptions } from '../../compat/options.ts';
import { bytes, milliseconds } from '../../config/units.ts';
import { compressions } from '../../wire/compression.ts';

/** Puts records on a Kinesis data stream. */
export const kinesisOutputOptions = z.strictObject({
  type: z.literal('kinesis').describe('Writes to a Kinesis data stream.'),
  ...streamAddressOptions,
  format: z
    .enum(['block', 'single', 'compat'])
    .default('block')
    .describe(
      '`block` packs many events into a record, compressed: some 20 times fewer shards than `single`, which puts one plain MessagePack map a record, for readers that want it so. `compat` puts one line a record, as amazon-kinesis-agent does (docs/amazon-kinesis-agent.md).',
    ),
  compat: compatOptions
    .prefault({})
    .describe('What `format: compat` makes of the lines: the records of amazon-kinesis-agent, by its names.'),
  compression: z
    .enum(compressions)
    .default('zstd')
    .describe('How blocks are compressed. `gzip` for readers without zstd.'),
  balance: z
    .enum(['even'])
    .default('even')
    .describe('Which shard gets a record. `even`: the one with most room, by explicit hash key.'),
  blockBytesMax: bytes({ min: 1024, max: 640 * 1024 })
    .default(512 * 1024)
    .describe(
      'A block closes at this size before compression. Bound by the record limit of 1 MiB, should its lines not compress at all.',
    ),
  flushDelayMs: milliseconds({ min: 0, max: 900_000 })
    .default(1_000)
    .describe('A block closes at this age, full or not: the longest an event waits for company.'),
  callsMax: z.int().min(1).max(64).default(4).describe('PutRecords calls under way at once.'),
  pendingBytesMax: bytes({ min: 1024 * 1024, max: 1024 * 1024 * 1024 })
    .default(16 * 1024 * 1024)
    .describe('Bytes packed and not yet acknowledged; beyond it the agent stops reading.'),
});

export type KinesisOutputOptions = z.output<typeof kinesisOutputOptions>;
