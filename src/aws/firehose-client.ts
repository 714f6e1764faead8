import { DescribeDeliveryStreamCommand, FirehoseClient } from '@aws-sdk/client-firehose';
import { SinkError } from '../flow/seams.ts';
import {
  type AwsAddress,
  clientConfig,
  type Env,
  tellingSources,
  tellingSourcesAt,
} from './client-config.ts';
import { isAccessDenied, toSinkError } from './errors.ts';

/** What is used of the SDK's client: a test may give one of its own. */
export type FirehoseConnection = Pick<FirehoseClient, 'send' | 'destroy'>;

/** As of Kinesis: `env` only tells where credentials were looked for. */
export function firehoseClient(address: AwsAddress, env: Env = {}): FirehoseClient {
  const client = new FirehoseClient(clientConfig(address));
  client.middlewareStack.add(tellingSources(env), tellingSourcesAt);
  return client;
}

/**
 * The delivery stream exists and takes records. Fails with a {@link SinkError} that says what to do; who may only write
 * learns at the first call.
 */
export async function checkDeliveryStream(
  client: FirehoseConnection,
  name: string,
  signal: AbortSignal,
): Promise<void> {
  const command = new DescribeDeliveryStreamCommand({ DeliveryStreamName: name });
  const answer = await client.send(command, { abortSignal: signal }).catch((error: unknown) => {
    if (isAccessDenied(error)) return undefined;
    throw toSinkError(error, `describe delivery stream "${name}"`, 'firehose:DescribeDeliveryStream');
  });
  const status = answer?.DeliveryStreamDescription?.DeliveryStreamStatus;
  if (answer === undefined || status === 'ACTIVE') return;
  throw new SinkError(
    'unavailable',
    `delivery stream "${name}" is ${status ?? 'in an unknown state'}, not ACTIVE`,
  );
}
