import { z } from 'zod';

/** Prints events instead of indexing them: to look at a stream, or to pipe it elsewhere. */
export const stdoutOutputOptions = z.strictObject({
  type: z.literal('stdout').describe('Prints one JSON object a line.'),
});

export type StdoutOutputOptions = z.output<typeof stdoutOutputOptions>;
