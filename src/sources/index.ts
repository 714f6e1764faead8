import type { Readable } from 'node:stream';
import type { Clock } from '../flow/clock.ts';
import type { Intake, Receiver } from '../flow/intake.ts';
import type { InputTelemetry } from '../telemetry/inputs.ts';
import type { SyslogInputOptions } from './syslog/options.ts';
import { SyslogReceiver } from './syslog/receiver.ts';

/** Inputs that are sent to, or cannot be read again: one type a line, in step with `config/agent-options.ts`. */
export type ReceiverOptions = SyslogInputOptions;

export interface ReceiverContext {
  readonly intake: Intake;
  readonly clock: Clock;
  readonly telemetry: InputTelemetry;
  readonly stdin?: Readable | undefined;
}

/** By what the spool knows an input over restarts: what tells it from others, and no more, so that it may be changed. */
export function inputKey(options: ReceiverOptions): string {
  return `syslog ${options.listen.join(' ')}`;
}

export function createReceiver(options: ReceiverOptions, context: ReceiverContext): Receiver {
  const { intake, clock, telemetry } = context;
  const input = inputKey(options);
  return new SyslogReceiver(options, { input, intake, clock, events: eventsOf(input, telemetry) });
}

/** What happens to one input. */
function eventsOf(input: string, telemetry: InputTelemetry) {
  return {
    received: (messages: number, bytes: number) => telemetry.received(input, messages, bytes),
    dropped: () => telemetry.dropped(input),
    at: (address: string) => ({
      listening: () => telemetry.listening(input, address),
      listenFailed: (error: unknown, waitMs: number) => telemetry.listenFailed(input, address, error, waitMs),
      connectionOpened: () => telemetry.connectionOpened(input),
      connectionClosed: () => telemetry.connectionClosed(input),
      connectionRefused: (peer: string | undefined, reason: string) =>
        telemetry.connectionRefused(input, peer, reason),
    }),
  };
}
