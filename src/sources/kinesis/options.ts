import { z } from 'zod';
import { httpAddress, milliseconds } from '../../config/units.ts';

/** Reads a Kinesis data stream by polling all its shards. */
export const kinesisSourceOptions = z.strictObject({
  type: z.literal('kinesis').describe('Reads a Kinesis data stream.'),
  stream: z.string().min(1).describe('Name of the stream, or its ARN where it belongs to another account.'),
  region: z
    .string()
    .min(1)
    .optional()
    .describe('AWS region. Without it the SDK decides: AWS_REGION, the profile, the instance.'),
  endpoint: httpAddress()
    .optional()
    .describe(
      'URL of another Kinesis than the region’s own. Without it AWS_ENDPOINT_URL_KINESIS and AWS_ENDPOINT_URL are honoured.',
    ),
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
