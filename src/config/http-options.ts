import { z } from 'zod';

const loopback = /^(localhost|127(\.\d{1,3}){3}|::1)$/;

/** Where a daemon tells of itself. */
export const httpOptions = z
  .strictObject({
    host: z
      .string()
      .min(1)
      .default('127.0.0.1')
      .describe('Address to listen on: one of this machine alone, unless `beyondLoopback` is set.'),
    port: z
      .int()
      .min(0)
      .max(65_535)
      .default(9180)
      .describe('Port; 0 turns it off. Where it is taken, the agent says so, ships on, and tries again.'),
    beyondLoopback: z
      .boolean()
      .default(false)
      .describe(
        'Lets `host` be an address that others reach. There is no password: the paths of the files are told.',
      ),
  })
  .refine(({ host, beyondLoopback }) => beyondLoopback || loopback.test(host), {
    path: ['host'],
    message:
      'is an address that other machines may reach, where everybody could read the metrics: use 127.0.0.1, or set beyondLoopback: true',
  });
