import { reasonOf } from '../record/reason.ts';
import { Counters } from './counters.ts';
import type { Logger } from './log.ts';

type InputCount = 'received' | 'receivedBytes' | 'dropped' | 'refused' | 'malformed' | 'spoolLostBytes';

/** After so many of a kind only the count goes on, but for each power of two. */
const toldMax = 5;

/** Whatever happens to inputs that are sent to, and to the spool, is counted and logged here. */
export class InputTelemetry {
  readonly counts = new Counters<InputCount>();
  /** By input. */
  readonly connections = new Map<string, number>();
  /** What keeps an input from taking messages, in words, by what it is about. */
  readonly troubles = new Map<string, string>();
  spool: { readonly bytes: number; readonly bytesMax: number } | undefined;
  readonly #log: Logger;
  /** A segment that is gone is not waited for. */
  readonly #segmentEnded: (generation: string) => void;

  constructor(log: Logger, segmentEnded: (generation: string) => void) {
    this.#log = log;
    this.#segmentEnded = segmentEnded;
  }

  /** It begins: its figures show from 0 on. */
  began(input: string): void {
    for (const count of ['received', 'receivedBytes', 'dropped'] as const) this.counts.add(count, 0, input);
  }

  /** It is no longer in the configuration, or has another one. */
  gone(input: string): void {
    for (const about of this.troubles.keys())
      if (about === input || about.startsWith(at(input, ''))) this.troubles.delete(about);
    this.connections.delete(input);
  }

  /** Messages that are on the disk. */
  received(input: string, messages: number, bytes: number): void {
    this.counts.add('received', messages, input);
    this.counts.add('receivedBytes', bytes, input);
  }

  /** A message of a sender that cannot be held up is lost: there was no room for it. */
  dropped(input: string): void {
    this.counts.add('dropped', 1, input);
    const dropped = this.counts.get('dropped');
    if (!isTold(dropped)) return;
    const hint =
      'senders over UDP cannot be held up: let them use TCP, or see why the stream or the disk takes so little';
    this.#log.error({ input, dropped, hint }, 'messages are lost: there is no room for them');
  }

  listening(input: string, address: string): void {
    this.troubles.delete(at(input, address));
    this.#log.info({ input, address }, 'taking messages');
  }

  listenFailed(input: string, address: string, error: unknown, waitMs: number): void {
    const reason = reasonOf(error);
    this.troubles.set(at(input, address), `cannot listen at ${address}`);
    const details = { input, address, reason, waitMs, hint: hintFor(reason) };
    this.#log.error(details, 'cannot listen; trying again');
  }

  connectionOpened(input: string): void {
    this.connections.set(input, (this.connections.get(input) ?? 0) + 1);
  }

  connectionClosed(input: string): void {
    const open = this.connections.get(input);
    if (open !== undefined) this.connections.set(input, Math.max(0, open - 1)); // It may be gone.
  }

  connectionRefused(input: string, peer: string | undefined, reason: string): void {
    this.counts.add('refused', 1, input);
    const refused = this.counts.get('refused');
    if (isTold(refused)) this.#log.warn({ input, peer, reason, refused }, 'connection refused, or ended');
  }

  /** A program that an input follows has ended. */
  followerEnded(input: string, reason: string, waitMs: number, hint: string | undefined): void {
    this.troubles.set(input, `${input} cannot be followed`);
    this.#log.error({ input, reason, waitMs, hint }, 'what the input follows has ended; trying again');
  }

  followerBegan(input: string): void {
    this.#log.info({ input }, 'following');
  }

  /** It gives messages. */
  followerWorks(input: string): void {
    this.troubles.delete(input);
  }

  /** Something of an input that is not what it should be: left out, with the reason. */
  malformed(input: string, reason: string, sample: string): void {
    this.counts.add('malformed', 1, input);
    const malformed = this.counts.get('malformed');
    if (isTold(malformed))
      this.#log.warn({ input, reason, sample, malformed }, 'not what it should be: left out');
  }

  inputEnded(input: string): void {
    this.#log.info({ input }, 'input has ended');
  }

  spoolBytes(bytes: number, bytesMax: number): void {
    this.spool = { bytes, bytesMax };
  }

  spoolFull(bytesMax: number): void {
    this.troubles.set('spool', 'the spool is full: senders wait');
    const hint = 'see why the stream takes so little, or raise spoolBytesMax';
    this.#log.error({ bytesMax, hint }, 'the spool is full: senders wait, and messages over UDP are dropped');
  }

  spoolHasRoom(): void {
    this.troubles.delete('spool');
    this.#log.info('the spool has room again');
  }

  spoolNotWritten(path: string, error: unknown): void {
    this.troubles.set('disk', 'the spool cannot be written: senders wait');
    const hint = 'make room on its disk, or see what is wrong with it';
    this.#log.error({ path, reason: reasonOf(error), hint }, 'the spool cannot be written: senders wait');
  }

  spoolWritten(): void {
    this.troubles.delete('disk');
    this.#log.info('the spool can be written again');
  }

  spoolDamaged(path: string, offset: number, bytes: number): void {
    this.counts.add('spoolLostBytes', bytes);
    const hint = 'the messages in these bytes are lost; see whether the disk is sound';
    this.#log.error({ path, offset, bytes, hint }, 'the spool is damaged: read on behind it');
  }

  spoolTorn(path: string, offset: number, bytes: number): void {
    const meaning = 'no sender was told that it is safe';
    this.#log.info({ path, offset, bytes, meaning }, 'the spool ends in a message that was not finished');
  }

  spoolUnreadable(path: string, error: unknown): void {
    this.#log.error({ path, reason: reasonOf(error) }, 'the spool cannot be read; trying again');
  }

  segmentEnded(generation: string): void {
    this.#segmentEnded(generation);
  }
}

/** What a trouble at one of the addresses is about. No input is called so: one may begin with the name of another. */
function at(input: string, address: string): string {
  return `${input}\n${address}`;
}

function isTold(count: number): boolean {
  return count <= toldMax || (count & (count - 1)) === 0;
}

function hintFor(reason: string): string | undefined {
  if (/EACCES/.test(reason))
    return 'ports below 1024 are root’s: take a higher one, or give the unit AmbientCapabilities=CAP_NET_BIND_SERVICE';
  return /EADDRINUSE/.test(reason) ? 'another program listens there: see ss -lntup' : undefined;
}
