import { z } from 'zod';

/** What a server needs to speak TLS; the files are read when it begins to listen. */
export const tlsOptions = z.strictObject({
  certFile: z.string().min(1).describe('The server’s certificate, with those between it and the root: PEM.'),
  keyFile: z.string().min(1).describe('Its private key: PEM.'),
  clientCaFile: z
    .string()
    .min(1)
    .optional()
    .describe('Take connections of those only whose certificate is signed by this authority.'),
});

export type TlsOptions = z.output<typeof tlsOptions>;
