import { KinesisError } from '../core/errors.ts';
import type { Chance, FaultPlan } from '../core/faults.ts';
import type { LocalKinesis } from '../core/local-kinesis.ts';
import { type Admin, adminPrefix, answerAdmin } from './admin.ts';
import { answerError } from './answer.ts';
import { BodyRoom } from './body-room.ts';
import { answerCall, type Calls } from './calls.ts';
import type { Exchange } from './exchange.ts';
import { httpLimits } from './limits.ts';
import { listen } from './listen.ts';
import { freeRecords } from './record-memory.ts';
import { ClientGone, Refusal } from './refusal.ts';
import { Room } from './room.ts';
import { SubscriptionPushes } from './subscription-pushes.ts';

export interface LocalStreamOptions {
  readonly kinesis: LocalKinesis;
  /** The same that `kinesis` has: who asks for faults over HTTP changes them for both. */
  readonly faults: FaultPlan;
  readonly chanceOf: (seed: number) => Chance;
  /** What the chance of `faults` was started with. */
  readonly seed: number;
  /** Of 127.0.0.1; 0 is any that is free. */
  readonly port: number;
  readonly nowMs: () => number;
  /** Whether the storage copies the records that it is given and gives: their memory is then freed after the answer. */
  readonly storageCopies: boolean;
  /** Told of what should not happen (a full disk, a bug), after the call was answered with InternalFailure. */
  readonly onFailure: (error: unknown) => void;
}

export interface LocalStream {
  /** Without a slash at its end. */
  readonly url: string;
  close(): Promise<void>;
}

/** Serves the Kinesis API (JSON 1.1) and the admin calls on a port of loopback. Throws ListenError. */
export async function serveLocalStream(options: LocalStreamOptions): Promise<LocalStream> {
  const { kinesis, faults, chanceOf, seed, nowMs, onFailure } = options;
  const free = options.storageCopies ? freeRecords : () => {};
  const bodies = new BodyRoom();
  const answers = new Room(httpLimits.answersBytesMax);
  const events = new Room(httpLimits.eventsBytesMax);
  const pushes = new SubscriptionPushes({ room: events, nowMs, free, onFailure });
  const calls: Calls = { kinesis, faults, nowMs, bodies, answers, pushes, free };
  const admin: Admin = { faults, chanceOf, seed, bodies };
  const listener = await listen(options.port, (exchange) => {
    const answered = exchange.path.startsWith(adminPrefix)
      ? answerAdmin(admin, exchange)
      : answerCall(calls, exchange);
    answered.catch((error: unknown) => answerFailed(exchange, error, onFailure));
  });
  return {
    url: `http://127.0.0.1:${listener.port}`,
    async close() {
      pushes.close();
      await listener.close();
    },
  };
}

function answerFailed(exchange: Exchange, error: unknown, onFailure: (error: unknown) => void): void {
  if (error instanceof ClientGone) return;
  const isExpected = error instanceof KinesisError || error instanceof Refusal;
  if (exchange.isBegun) exchange.reset();
  else answerError(exchange, isExpected ? error : internalFailure);
  if (!isExpected) onFailure(error);
}

const internalFailure = new KinesisError('InternalFailure', 'Internal service failure.');
