import { z } from 'zod';
import { streamAddressOptions } from '../../aws/options.ts';
import { milliseconds } from '../../config/units.ts';

/** Reads a Kinesis data stream by polling all its shards. */
export const kinesisSourceOptions = z.strictObject({
  type: z.literal('kinesis').describe('Reads a Kinesis data stream.'),
  ...streamAddressOptions,
  startAt: z
    .enum(['trimHorizon', 'latest'])
    .default('trimHorizon')
    .describe('Where to start in a stream that was never read: its oldest record, or now.'),
  pollDelayMs: milliseconds({ min: 200, max: 60_000 })
    .default(500)
    .describe(
      'How often a shard without news is asked. Kinesis allows five reads a second and shard, for all readers together.',
    ),
  reshardDelayMs: milliseconds({ min: 1_000, max: 3_600_000 })
    .default(30_000)
    .describe('How often to look for new shards; the end of a shard is such a moment too.'),
});
