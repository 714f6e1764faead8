import type { Readable } from 'node:stream';
import type { Clock } from '../flow/clock.ts';
import type { Intake, Receiver } from '../flow/intake.ts';
import type { Received } from '../record/received.ts';
import type { InputTelemetry } from '../telemetry/inputs.ts';
import type { ForwardInputOptions } from './forward/options.ts';
import { ForwardReceiver } from './forward/receiver.ts';
import type { JournaldInputOptions } from './journald/options.ts';
import { JournaldReceiver } from './journald/receiver.ts';
import type { StdinInputOptions } from './stdin/options.ts';
import { StdinReceiver } from './stdin/receiver.ts';
import type { SyslogInputOptions } from './syslog/options.ts';
import { SyslogReceiver } from './syslog/receiver.ts';

/** Inputs that are sent to, or cannot be read again: one type a line, in step with `config/agent-options.ts`. */
export type ReceiverOptions =
  | SyslogInputOptions
  | ForwardInputOptions
  | StdinInputOptions
  | JournaldInputOptions;

export interface InputContext {
  readonly intake: Intake;
  readonly clock: Clock;
  readonly telemetry: InputTelemetry;
  readonly stdin?: Readable | undefined;
}

/** By what the spool knows an input over restarts: what tells it from others, and no more, so that it may be changed. */
export function inputKey(options: ReceiverOptions): string {
  switch (options.type) {
    case 'syslog':
    case 'forward':
      return `${options.type} ${options.listen.join(' ')}`;
    case 'journald':
      return ['journald', options.directory, ...options.units, ...options.matches]
        .filter((part) => part !== undefined)
        .join(' ');
    case 'stdin':
      return 'stdin';
  }
}

export function createReceiver(options: ReceiverOptions, context: InputContext): Receiver {
  const { telemetry, stdin, ...rest } = context;
  const input = inputKey(options);
  const shared = { ...rest, input, events: eventsOf(input, telemetry) };
  switch (options.type) {
    case 'syslog':
      return new SyslogReceiver(options, shared);
    case 'forward':
      return new ForwardReceiver(options, shared);
    case 'journald':
      return new JournaldReceiver(options, shared);
    case 'stdin':
      return new StdinReceiver(options, { ...shared, stdin });
  }
}

/** What happens to one input. */
function eventsOf(input: string, telemetry: InputTelemetry) {
  return {
    received: (messages: readonly Received[]) =>
      telemetry.received(input, messages.length, lineBytesOf(messages)),
    dropped: () => telemetry.dropped(input),
    malformed: (reason: string, sample: string) => telemetry.malformed(input, reason, sample),
    followerBegan: () => telemetry.followerBegan(input),
    followerWorks: () => telemetry.followerWorks(input),
    followerEnded: (reason: string, waitMs: number, hint: string | undefined) =>
      telemetry.followerEnded(input, reason, waitMs, hint),
    inputEnded: () => telemetry.inputEnded(input),
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

function lineBytesOf(messages: readonly Received[]): number {
  return messages.reduce((sum, { line }) => sum + line.length, 0);
}
