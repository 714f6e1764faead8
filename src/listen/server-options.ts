import { z } from 'zod';

/** Options that are the same wherever connections are taken. */
export const serverOptions = {
  connectionsMax: z
    .int()
    .min(1)
    .max(100_000)
    .default(500)
    .describe('Connections that may be open at each address; further ones are refused.'),
  socketMode: z
    .string()
    .regex(/^0[0-7]{3}$/, 'must be octal digits such as "0666"')
    .default('0666')
    .describe('Who may write to a unix socket, as chmod has it.'),
};
