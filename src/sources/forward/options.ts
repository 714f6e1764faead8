import { z } from 'zod';
import { bytes, milliseconds } from '../../config/units.ts';
import { listenOption } from '../../listen/options.ts';
import { serverOptions } from '../../listen/server-options.ts';
import { tlsOptions } from '../../listen/tls-options.ts';
import { formats } from '../../parse/formats.ts';

/** Events of Fluent Bit, fluentd, Docker and the Fluent loggers. */
export const forwardInputOptions = z.strictObject({
  type: z
    .literal('forward')
    .describe(
      'Takes events by the Fluent Forward protocol, of Fluent Bit, fluentd, Docker’s driver `fluentd` and the Fluent loggers.',
    ),
  listen: listenOption(['tcp', 'unix'])
    .default(['tcp://127.0.0.1:24224'])
    .describe('Where to listen: `tcp://HOST:PORT` or `unix:/PATH`; one or several.'),
  format: z
    .enum(formats)
    .default('plain')
    .describe(
      'How the text in `message`, or else `log`, is written; the rest of a record is sorted into fields. A text that does not parse is kept whole as `message`.',
    ),
  dataset: z.string().min(1).optional().describe('Written to each event as `event.dataset`.'),
  sharedKey: z
    .string()
    .min(1)
    .optional()
    .describe('Take events of those only who know this key, as fluentd and Fluent Bit have it.'),
  tls: tlsOptions.optional().describe('Speak TLS on the addresses with `tcp:`.'),
  chunkBytesMax: bytes({ min: 64 * 1024, max: 256 * 1024 * 1024 })
    .default(16 * 1024 * 1024)
    .describe(
      'What one message of the protocol may hold, compressed; four times as much when decompressed. A longer one ends its connection.',
    ),
  pendingBytesMax: bytes({ min: 1024 * 1024 })
    .default(64 * 1024 * 1024)
    .describe(
      'What all connections together may hold in memory; the one that needs more is ended, and comes again.',
    ),
  messageBytesMax: bytes({ min: 1024, max: 240 * 1024 })
    .default(128 * 1024)
    .describe('A longer text goes on in parts numbered by `log.part`.'),
  connectionsMax: serverOptions.connectionsMax,
  idleTimeoutMs: milliseconds({ min: 1_000 })
    .optional()
    .describe(
      'Close connections that nothing came over for so long. Without it, they stay open as long as their host answers.',
    ),
  socketMode: serverOptions.socketMode,
});

export type ForwardInputOptions = z.output<typeof forwardInputOptions>;
