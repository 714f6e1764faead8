import { z } from 'zod';
import { bytes, milliseconds } from '../../config/units.ts';
import { listenOption } from '../../listen/options.ts';
import { serverOptions } from '../../listen/server-options.ts';
import { tlsOptions } from '../../listen/tls-options.ts';
import { formats } from '../../parse/formats.ts';

/** Syslog messages that other programs and hosts send. */
export const syslogInputOptions = z.strictObject({
  type: z.literal('syslog').describe('Takes syslog messages over UDP, TCP, TLS and unix sockets.'),
  listen: listenOption(['tcp', 'udp', 'unix'])
    .default(['udp://127.0.0.1:5514', 'tcp://127.0.0.1:5514'])
    .describe(
      'Where to listen: `tcp://HOST:PORT`, `udp://HOST:PORT` or `unix:/PATH`, a stream socket; one or several. Messages over UDP are lost where there is no room for them, which is counted and told.',
    ),
  format: z
    .enum(formats)
    .default('syslog')
    .describe('How the messages are written. One that does not parse is kept whole as `message`.'),
  dataset: z
    .string()
    .min(1)
    .optional()
    .describe('Written to each event as `event.dataset`, such as `system.syslog`.'),
  tls: tlsOptions.optional().describe('Speak TLS on the addresses with `tcp:`.'),
  messageBytesMax: bytes({ min: 480, max: 240 * 1024 })
    .default(64 * 1024)
    .describe('A longer message goes on in parts numbered by `log.part`.'),
  connectionsMax: serverOptions.connectionsMax,
  idleTimeoutMs: milliseconds({ min: 1_000 })
    .optional()
    .describe(
      'Close connections that nothing came over for so long. Many senders notice only with the second message after it, and the first is lost: without it, they stay open as long as their host answers.',
    ),
  socketMode: serverOptions.socketMode,
});

export type SyslogInputOptions = z.output<typeof syslogInputOptions>;
