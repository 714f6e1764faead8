import type { GetRecordsOutput } from '@aws-sdk/client-kinesis';
import type { FaultPlan } from '../core/faults.ts';
import type { LocalKinesis } from '../core/local-kinesis.ts';
import type { OperationName } from '../core/operations.ts';
import { answerOutput } from './answer.ts';
import { withBody } from './body.ts';
import type { BodyRoom } from './body-room.ts';
import { withFault } from './delivery.ts';
import { type Exchange, isClosed, onClose } from './exchange.ts';
import { httpLimits } from './limits.ts';
import type { Operation } from './members.ts';
import { type InputFor, readInput } from './read-input.ts';
import type { freeRecords } from './record-memory.ts';
import { answerRecords } from './records-answer.ts';
import { recordsTextBytesMax } from './records-text.ts';
import { operationOf } from './request-head.ts';
import type { Room } from './room.ts';
import type { SubscriptionPushes } from './subscription-pushes.ts';

/** What all calls share. */
export interface Calls {
  readonly kinesis: LocalKinesis;
  readonly faults: FaultPlan;
  readonly nowMs: () => number;
  /** For bodies being received, and for records being sent. */
  readonly bodies: BodyRoom;
  readonly answers: Room;
  readonly pushes: SubscriptionPushes;
  /** For records that are done with, where their memory is the server's. */
  readonly free: typeof freeRecords;
}

/** Answers one request of the Kinesis API. Throws Refusal, KinesisError and ClientGone. */
export async function answerCall(calls: Calls, exchange: Exchange): Promise<void> {
  const name = operationOf(exchange);
  if (name === 'SubscribeToShard') return subscribe(calls, exchange);
  if (name === 'GetRecords') return getRecords(calls, exchange);
  return callOnce(calls, exchange, name);
}

async function callOnce(calls: Calls, exchange: Exchange, name: OperationName): Promise<void> {
  const input = await inputOf(calls, exchange, name);
  await withFault(
    { ...calls, exchange, name, input },
    {
      call: () => calls.kinesis.call(name, input, calls.nowMs()),
      deliver: (output) => answerOutput(exchange, name, output),
    },
  );
  if ('Records' in input) calls.free(input.Records);
}

/** Room is made for all that may be read before it is read, and held from then on for what was read. */
async function getRecords(calls: Calls, exchange: Exchange): Promise<void> {
  const input = await inputOf(calls, exchange, 'GetRecords');
  let held = await calls.answers.take(httpLimits.getRecordsBytesMax);
  let output: GetRecordsOutput | undefined;
  const shrink = (bytes: number) => {
    calls.answers.give(held - Math.min(held, bytes));
    held = Math.min(held, bytes);
  };
  const call = () => {
    output = calls.kinesis.call('GetRecords', input, calls.nowMs());
    shrink(recordsTextBytesMax(output));
    return output;
  };
  try {
    if (isClosed(exchange)) return;
    const deliver = (read: GetRecordsOutput) => answerRecords(exchange, read, calls.answers);
    await withFault({ ...calls, exchange, name: 'GetRecords', input }, { call, deliver });
  } finally {
    calls.free(output?.Records);
    shrink(0);
  }
}

async function subscribe(calls: Calls, exchange: Exchange): Promise<void> {
  const input = await inputOf(calls, exchange, 'SubscribeToShard');
  await withFault(
    { ...calls, exchange, name: 'SubscribeToShard', input },
    {
      call: () => {
        const subscription = calls.kinesis.subscribe(input, calls.nowMs());
        onClose(exchange, () => subscription.close());
        return subscription;
      },
      deliver: (subscription) => calls.pushes.serve(exchange, subscription),
    },
  );
}

function inputOf<Name extends Operation>(
  { bodies }: Calls,
  exchange: Exchange,
  name: Name,
): Promise<InputFor<Name>> {
  return withBody(exchange, bodies, httpLimits.bodyBytesMax, (body) => readInput(name, body));
}
