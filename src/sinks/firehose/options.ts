import { z } from 'zod';
import { awsAddressOptions } from '../../aws/options.ts';
import { compatOptions } from '../../compat/options.ts';
import { bytes, milliseconds } from '../../config/units.ts';
import { recordBytesMax } from './limits.ts';

/** Puts records on a Firehose delivery stream. */
export const firehoseOutputOptions = z.strictObject({
  type: z.literal('firehose').describe('Writes to a Firehose delivery stream.'),
  deliveryStream: z.string().min(1).describe('Name of the delivery stream.'),
  ...awsAddressOptions,
  format: z
    .enum(['json', 'compat'])
    .default('json')
    .describe(
      '`json` puts each event as a line of JSON; `compat` each line as amazon-kinesis-agent does (docs/amazon-kinesis-agent.md).',
    ),
  compat: compatOptions.prefault({}).describe('What `format: compat` makes of the lines.'),
  joinedBytesMax: bytes({ min: 0, max: recordBytesMax })
    .default(0)
    .describe(
      'Lines are joined to records of so many bytes: Firehose bills each record as a multiple of 5 KB. 0: each line is a record, as destinations want it that take one document a record.',
    ),
  flushDelayMs: milliseconds({ min: 0, max: 900_000 })
    .default(1_000)
    .describe('The longest a line waits for company.'),
  callsMax: z.int().min(1).max(64).default(4).describe('PutRecordBatch calls under way at once.'),
  pendingBytesMax: bytes({ min: 1024 * 1024, max: 1024 * 1024 * 1024 })
    .default(16 * 1024 * 1024)
    .describe('Bytes packed and not yet acknowledged; beyond it the agent stops reading.'),
});

export type FirehoseOutputOptions = z.output<typeof firehoseOutputOptions>;
