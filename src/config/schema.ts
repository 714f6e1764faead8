import { z } from 'zod';
import { agentSection } from './agent-options.ts';
import { consumerOptions } from './consumer-options.ts';

/** A whole configuration file. One file may hold an agent, a consumer, or both. */
export const configSchema = z
  .strictObject({
    log: z
      .strictObject({
        level: z
          .enum(['trace', 'debug', 'info', 'warn', 'error', 'silent'])
          .default('info')
          .describe('The least serious message that is still written.'),
      })
      .prefault({})
      .describe('What kinship tells of itself, on standard error: text at a terminal, else JSON lines.'),
    agent: agentSection.optional().describe('Ships log files to a stream; read by `kinship agent`.'),
    consumer: consumerOptions
      .optional()
      .describe('Indexes a stream into OpenSearch; read by `kinship consume`.'),
  })
  .describe('The configuration of kinship.');

export type Config = z.output<typeof configSchema>;
