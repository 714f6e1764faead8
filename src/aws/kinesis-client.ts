import { KinesisClient } from '@aws-sdk/client-kinesis';
import {
  type AwsAddress,
  clientConfig,
  type Env,
  tellingSources,
  tellingSourcesAt,
} from './client-config.ts';

/** What the daemons use of the SDK's client: a simulation gives them one of its own. */
export type KinesisConnection = Pick<KinesisClient, 'send' | 'destroy'>;

/** `env` only tells, when credentials fail, where they were looked for: the SDK reads the process's own. */
export function kinesisClient(address: AwsAddress, env: Env = {}): KinesisClient {
  const client = new KinesisClient(clientConfig(address));
  client.middlewareStack.add(tellingSources(env), tellingSourcesAt);
  return client;
}

/** How a call names its stream: by name, or by ARN where it belongs to another account. */
export function streamReference(stream: string): { StreamARN: string } | { StreamName: string } {
  return stream.startsWith('arn:') ? { StreamARN: stream } : { StreamName: stream };
}
