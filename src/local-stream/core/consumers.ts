import type { Consumer } from '@aws-sdk/client-kinesis';
import type { ConsumerState } from './catalog.ts';
import { invalidArgument, KinesisError, limitExceeded } from './errors.ts';
import { accountLimits } from './limits.ts';
import { formatNextToken, parseNextToken } from './next-token.ts';
import type { InputOf, OutputOf } from './operations.ts';
import type { Service } from './service.ts';
import { accountId, type Stream } from './stream.ts';

const pageMax = 100;

export function registerConsumer(
  service: Service,
  input: InputOf<'RegisterStreamConsumer'>,
  nowMs: number,
): OutputOf<'RegisterStreamConsumer'> {
  const stream = service.findUsable(input);
  const { consumers } = stream.state;
  const name = input.ConsumerName ?? '';
  if (consumers.some((consumer) => consumer.name === name)) {
    const message = `Consumer ${name} under stream ${stream.state.name} already exists for account ${accountId}.`;
    throw new KinesisError('ResourceInUseException', message);
  }
  checkRoom(consumers, nowMs);
  // In milliseconds, where Kinesis has seconds: one that is registered again has another ARN, and that soon here.
  const arn = `${stream.arn}/consumer/${name}:${nowMs}`;
  const consumer = { name, arn, createdMs: nowMs, activeMs: service.dueMs(nowMs), deletedMs: undefined };
  consumers.push(consumer);
  return { Consumer: describe(consumer, nowMs) };
}

function checkRoom(consumers: readonly ConsumerState[], nowMs: number): void {
  const { consumersMax, creatingConsumersMax } = accountLimits;
  if (consumers.length >= consumersMax)
    throw limitExceeded(`A stream has at most ${consumersMax} consumers.`);
  if (consumers.filter((consumer) => statusOf(consumer, nowMs) === 'CREATING').length >= creatingConsumersMax)
    throw limitExceeded(`At most ${creatingConsumersMax} consumers may be in the CREATING state at a time.`);
}

export function deregisterConsumer(
  service: Service,
  input: InputOf<'DeregisterStreamConsumer'>,
  nowMs: number,
): OutputOf<'DeregisterStreamConsumer'> {
  const { consumer } = findConsumer(service, input);
  consumer.deletedMs ??= service.dueMs(nowMs);
  return {};
}

export function describeConsumer(
  service: Service,
  input: InputOf<'DescribeStreamConsumer'>,
  nowMs: number,
): OutputOf<'DescribeStreamConsumer'> {
  const { stream, consumer } = findConsumer(service, input);
  return { ConsumerDescription: { ...describe(consumer, nowMs), StreamARN: stream.arn } };
}

export function listConsumers(
  service: Service,
  input: InputOf<'ListStreamConsumers'>,
  nowMs: number,
): OutputOf<'ListStreamConsumers'> {
  const stream = service.find(input);
  const after = input.NextToken === undefined ? undefined : parseNextToken(input.NextToken, nowMs).after;
  const rest = stream.state.consumers
    .filter(({ name }) => after === undefined || name > after)
    .sort((left, right) => (left.name < right.name ? -1 : 1));
  const page = rest.slice(0, Math.min(input.MaxResults ?? pageMax, pageMax));
  const last = page.at(-1);
  const NextToken =
    last !== undefined && page.length < rest.length
      ? formatNextToken({ streamId: stream.state.id, after: last.name, issuedMs: nowMs })
      : undefined;
  return {
    Consumers: page.map((consumer) => describe(consumer, nowMs)),
    ...(NextToken !== undefined && { NextToken }),
  };
}

/** How a call names a consumer: by its ARN, or by its name and the stream's ARN. */
export interface ConsumerReference {
  readonly ConsumerARN?: string | undefined;
  readonly ConsumerName?: string | undefined;
  readonly StreamARN?: string | undefined;
}

export interface FoundConsumer {
  readonly stream: Stream;
  readonly consumer: ConsumerState;
}

/** Throws ResourceNotFoundException. */
export function findConsumer(service: Service, reference: ConsumerReference): FoundConsumer {
  const { ConsumerARN, ConsumerName, StreamARN } = reference;
  const streamArn = ConsumerARN?.replace(/\/consumer\/[^/]*$/, '') ?? StreamARN;
  if (streamArn === undefined || (ConsumerARN === undefined && ConsumerName === undefined))
    throw invalidArgument('Either ConsumerARN, or StreamARN and ConsumerName must be given.');
  const stream = service.find({ StreamARN: streamArn });
  const consumer = stream.state.consumers.find(
    ({ arn, name }) => (ConsumerARN === undefined || arn === ConsumerARN) && (ConsumerName ?? name) === name,
  );
  if (consumer !== undefined) return { stream, consumer };
  const message = `Consumer ${ConsumerARN ?? ConsumerName}, account ${accountId} not found.`;
  throw new KinesisError('ResourceNotFoundException', message);
}

export function isGone({ deletedMs }: ConsumerState, nowMs: number): boolean {
  return deletedMs !== undefined && deletedMs <= nowMs;
}

export function isActive({ activeMs, deletedMs }: ConsumerState, nowMs: number): boolean {
  return activeMs <= nowMs && deletedMs === undefined;
}

function describe(consumer: ConsumerState, nowMs: number) {
  return {
    ConsumerName: consumer.name,
    ConsumerARN: consumer.arn,
    ConsumerStatus: statusOf(consumer, nowMs),
    ConsumerCreationTimestamp: new Date(consumer.createdMs),
  } satisfies Consumer;
}

function statusOf(consumer: ConsumerState, nowMs: number) {
  if (consumer.deletedMs !== undefined) return 'DELETING';
  return isActive(consumer, nowMs) ? 'ACTIVE' : 'CREATING';
}
