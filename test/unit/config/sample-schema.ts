import { z } from 'zod';
import { bytes, milliseconds } from '../../../src/config/units.ts';

const fileInput = z.strictObject({
  type: z.literal('file').describe('Reads files.'),
  paths: z.array(z.string()).min(1).describe('Patterns of the files to read. Relative ones are allowed.'),
  follow: z.boolean().default(true).describe('Whether to go on at the end of a file.'),
});

const stdinInput = z.strictObject({
  type: z.literal('stdin').describe('Reads standard input.'),
  prompt: z.string().optional().describe('Shown before a line is read.'),
});

/** A small schema with one option of each kind that the real one has. */
export const sampleSchema = z
  .strictObject({
    agent: z
      .strictObject({
        id: z.string().min(1).optional().describe('Name of the agent; its host name when left out.'),
        labels: z
          .record(z.string().regex(/^[a-z]+$/), z.string())
          .default({})
          .describe('Added to each event.'),
        inputs: z
          .array(z.discriminatedUnion('type', [fileInput, stdinInput]))
          .min(1)
          .describe('Where lines come from.'),
        output: z
          .strictObject({
            balance: z
              .union([z.enum(['even', 'host', 'file', 'random']), z.strictObject({ field: z.string() })])
              .default('even')
              .describe('Which shard gets a record: by room | host | file, or by a field.'),
            blockBytesMax: bytes({ min: 1024, max: 1024 * 1024 })
              .default(1024 * 1024)
              .describe('A block closes at this size.'),
            flushDelayMs: milliseconds({ min: 10 }).default(1000).describe('A block closes at this age.'),
            port: z.int().min(1).max(65_535).default(9200).describe('Port of the node.'),
            ratio: z.number().default(0.5).describe('A share.'),
            url: z.url().optional().describe('Address of the node.'),
            password: z.string().min(8).optional().describe('Of the user.'),
          })
          .prefault({})
          .describe('Where records go.'),
      })
      .refine(({ id, output }) => id !== 'x' || output.port !== 1, 'id x cannot have port 1')
      .describe('Ships files.'),
  })
  .describe('A sample.');

/** A complete agent up to the options of its output, which the tests then write below it. */
export const untilOutput = 'agent:\n  inputs: [{ type: stdin }]\n  output:\n';
