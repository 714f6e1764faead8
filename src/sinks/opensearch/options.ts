import { z } from 'zod';
import { bytes, httpAddress, milliseconds } from '../../config/units.ts';

/** Indexes every event into OpenSearch once. */
export const openSearchOutputOptions = z.strictObject({
  type: z.literal('opensearch').describe('Indexes into OpenSearch.'),
  nodes: z
    .union([httpAddress(), z.array(httpAddress()).min(1)])
    .transform((nodes) => (typeof nodes === 'string' ? [nodes] : nodes))
    .describe('URLs of one or several nodes.'),
  username: z.string().min(1).optional().describe('For basic authentication.'),
  password: z
    .string()
    .min(1)
    .optional()
    .describe('For basic authentication; best taken from an environment variable.'),
  indexPrefix: z
    .string()
    .regex(/^[a-z0-9][a-z0-9_-]*$/, 'must be lower case letters, digits, - and _')
    .default('logs')
    .describe('Events go to the index `PREFIX-YYYY.MM.DD` of their own day, in UTC.'),
  flushDelayMs: milliseconds({ min: 0, max: 900_000 })
    .default(1_000)
    .describe('The longest a document waits for company.'),
  callsMax: z.int().min(1).max(64).default(2).describe('Bulk calls under way at once.'),
  pendingBytesMax: bytes({ min: 1024 * 1024, max: 1024 * 1024 * 1024 })
    .default(32 * 1024 * 1024)
    .describe('Bytes of documents not yet acknowledged; beyond it the consumer stops reading.'),
});

export type OpenSearchOutputOptions = z.output<typeof openSearchOutputOptions>;
