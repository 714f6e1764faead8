import { KinesisClient } from '@aws-sdk/client-kinesis';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { withSources } from './errors.ts';

type Env = Readonly<Record<string, string | undefined>>;

/** Where to find Kinesis. What is left out comes from the SDK's own chain: environment, profile, instance. */
export interface KinesisAddress {
  readonly region?: string | undefined;
  readonly endpoint?: string | undefined;
}

/** What the daemons use of the SDK's client: a simulation gives them one of its own. */
export type KinesisConnection = Pick<KinesisClient, 'send' | 'destroy'>;

/** Longer than Kinesis takes under throttling, and short enough that a lost answer does not stop a shard. */
export const requestTimeoutMs = 30_000;
const connectionTimeoutMs = 5_000;
/** Calls in flight at once, over all shards of a process. */
const socketsMax = 64;

/**
 * A client over HTTP/1.1 with keep-alive: the SDK's default of HTTP/2 opens a connection for each call in flight,
 * which HTTP/1 endpoints answer with a protocol error. It does not retry by itself: who calls knows the better plan.
 * `env` only tells, when credentials fail, where they were looked for: the SDK reads the process's own.
 */
export function kinesisClient({ region, endpoint }: KinesisAddress, env: Env = {}): KinesisClient {
  const client = new KinesisClient({
    ...(region !== undefined && { region }),
    ...(endpoint !== undefined && { endpoint }),
    maxAttempts: 1,
    requestHandler: new NodeHttpHandler({
      connectionTimeout: connectionTimeoutMs,
      requestTimeout: requestTimeoutMs,
      throwOnRequestTimeout: true,
      httpAgent: { maxSockets: socketsMax, keepAlive: true },
      httpsAgent: { maxSockets: socketsMax, keepAlive: true },
    }),
  });
  client.middlewareStack.add(
    (next) => (args) =>
      next(args).catch((error: unknown) => {
        throw withSources(error, env);
      }),
    { step: 'initialize', priority: 'high', name: 'kinshipCredentialSources' },
  );
  return client;
}

/** How a call names its stream: by name, or by ARN where it belongs to another account. */
export function streamReference(stream: string): { StreamARN: string } | { StreamName: string } {
  return stream.startsWith('arn:') ? { StreamARN: stream } : { StreamName: stream };
}
