import {
  DescribeStreamSummaryCommand,
  GetRecordsCommand,
  GetShardIteratorCommand,
  ListShardsCommand,
  PutRecordsCommand,
} from '@aws-sdk/client-kinesis';
import { requestTimeoutMs } from '../../src/aws/client-config.ts';
import type { KinesisConnection } from '../../src/aws/kinesis-client.ts';
import { between } from '../../src/demo/random.ts';
import type { Clock, Random } from '../../src/flow/clock.ts';
import { KinesisError } from '../../src/local-stream/core/errors.ts';
import type { FaultPlan } from '../../src/local-stream/core/faults.ts';
import type { LocalKinesis } from '../../src/local-stream/core/local-kinesis.ts';
import type { InputOf, OperationName } from '../../src/local-stream/core/operations.ts';

export interface CoreClientOptions {
  /** The one that runs now: it may be started anew. */
  readonly core: () => LocalKinesis;
  readonly faults: FaultPlan;
  readonly clock: Clock;
  readonly random: Random;
  /** One way. */
  readonly latencyMs: readonly [low: number, high: number];
  /** How many shards a page of ListShards has: few, so that a list may span a change of the stream. */
  readonly shardsPerPage: number;
  readonly recordsPerRead: number;
  /** Hears of each call that reached Kinesis, before anybody else: what it asked, and what came of it. */
  readonly served: (operation: OperationName, input: object, answer: object) => void;
  /** Hears of what Kinesis throws and its API does not know: a bug in it. */
  readonly failed: (operation: OperationName, error: unknown) => void;
}

/** How often a request of a process that is killed reaches Kinesis all the same: it may be on its way already. */
const onItsWayChance = 0.5;

/** Stands in for the SDK's client: carries calls to a Kinesis core over a network of virtual time that has faults. */
export class CoreClient {
  readonly #options: CoreClientOptions;

  constructor(options: CoreClientOptions) {
    this.#options = options;
  }

  /** As the SDK's: rejects with an Error that has the API's name, ECONNRESET, TimeoutError or AbortError. */
  async send(command: object, { abortSignal }: { abortSignal?: AbortSignal } = {}): Promise<object> {
    const operation = operationOf(command);
    const { input } = command as { input: InputOf<typeof operation> }; // Each command of the SDK has it.
    const { core, faults, clock, random } = this.#options;
    const fault = faults.forDelivery({ operation, ...core().subjectOf(input) });
    const sentMs = clock.nowMs();
    const outwardMs = this.#travelMs();
    await clock.sleep(outwardMs, abortSignal);
    if (abortSignal?.aborted) {
      const arrives = fault?.kind !== 'resetBefore' && random() < onItsWayChance;
      if (arrives) void clock.sleep(outwardMs).then(() => this.#serve(operation, input));
      throw abortError();
    }
    if (fault?.kind === 'resetBefore') throw connectionReset();
    const answer = this.#serve(operation, input);
    if (fault?.kind === 'resetAfter') throw connectionReset();
    const backMs =
      fault?.kind === 'lose' ? Number.POSITIVE_INFINITY : this.#travelMs() + (fault?.delayMs ?? 0);
    const waitMs = Math.min(backMs, sentMs + requestTimeoutMs - clock.nowMs());
    await clock.sleep(waitMs, abortSignal);
    if (abortSignal?.aborted) throw abortError();
    if (waitMs < backMs) throw timeoutError();
    if (answer instanceof KinesisError) throw asSdkError(answer);
    return answer;
  }

  destroy(): void {}

  /** What goes in and what comes out is copied, as a network does: nobody may change what another one keeps. */
  #serve(operation: OperationName, input: InputOf<OperationName>): object | KinesisError {
    const { core, clock, served, failed } = this.#options;
    try {
      const answer = core().call(operation, copyOf(this.#inParts(operation, input)), clock.nowMs());
      served(operation, input, answer);
      return copyOf(answer);
    } catch (error) {
      if (error instanceof KinesisError) return error;
      failed(operation, error);
      return new KinesisError('InternalFailure', String(error));
    }
  }

  /** Kinesis may always answer with less than was asked for. */
  #inParts(operation: OperationName, input: object): InputOf<OperationName> {
    const { shardsPerPage, recordsPerRead } = this.#options;
    if (operation === 'ListShards') return { ...input, MaxResults: shardsPerPage };
    return operation === 'GetRecords' ? { ...input, Limit: recordsPerRead } : input;
  }

  #travelMs(): number {
    return between(this.#options.random, ...this.#options.latencyMs);
  }
}

/** For code that takes the SDK's client. Its `send` is typed by command; ours answers the commands it knows alike. */
export function asConnection(client: Pick<CoreClient, 'send' | 'destroy'>): KinesisConnection {
  return client as unknown as KinesisConnection;
}

const commands = {
  DescribeStreamSummary: DescribeStreamSummaryCommand,
  ListShards: ListShardsCommand,
  PutRecords: PutRecordsCommand,
  GetShardIterator: GetShardIteratorCommand,
  GetRecords: GetRecordsCommand,
} as const;

export function operationOf(command: object): keyof typeof commands {
  for (const [operation, type] of Object.entries(commands))
    if (command instanceof type) return operation as keyof typeof commands; // One of its own keys.
  throw new Error(`no operation stands for ${command.constructor.name}`);
}

/** Of plain data with bytes and times in it. Views of a larger buffer become buffers of their own. */
function copyOf<T>(value: T): T {
  return copy(value) as T; // The same shape, of the same types.
}

function copy(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (value instanceof Uint8Array) return new Uint8Array(value);
  if (value instanceof Date) return new Date(value);
  if (Array.isArray(value)) return value.map(copy);
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, copy(item)]));
}

function asSdkError({ name, message, status }: KinesisError): Error {
  return Object.assign(new Error(message), { name, $metadata: { httpStatusCode: status } });
}

function connectionReset(): Error {
  return Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' });
}

function timeoutError(): Error {
  return Object.assign(new Error(`no answer within ${requestTimeoutMs} ms`), { name: 'TimeoutError' });
}

function abortError(): Error {
  return Object.assign(new Error('Request aborted'), { name: 'AbortError' });
}
