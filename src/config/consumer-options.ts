import { z } from 'zod';
import { openSearchOutputOptions } from '../sinks/opensearch/options.ts';
import { stdoutOutputOptions } from '../sinks/stdout/options.ts';
import { kinesisSourceOptions } from '../sources/kinesis/options.ts';

/** The section `consumer`: which stream goes to which index. */
export const consumerOptions = z.strictObject({
  dataDir: z
    .string()
    .min(1)
    .default('/var/lib/kinship/consumer')
    .describe('Folder of the checkpoints and dead letters. Keep it over restarts; one consumer a folder.'),
  source: z.discriminatedUnion('type', [kinesisSourceOptions]).describe('Where records come from.'),
  output: z
    .discriminatedUnion('type', [openSearchOutputOptions, stdoutOutputOptions])
    .describe('Where documents go.'),
});

export type ConsumerOptions = z.output<typeof consumerOptions>;
