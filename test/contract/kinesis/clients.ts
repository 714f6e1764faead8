import { Kinesis } from '@aws-sdk/client-kinesis';
import { NodeHttpHandler } from '@smithy/node-http-handler';

/** Where an engine answers; without a URL real AWS, by the SDK's own chain of credentials and region. */
export interface Address {
  readonly url: string | undefined;
  /** How it pushes records to the subscribers of a shard. AWS does it over HTTP/2 only. */
  readonly pushesOver: 'http1' | 'http2';
}

/** How long to wait for what takes a while, and how often to look. */
export interface Patience {
  readonly limitMs: number;
  readonly pollDelayMs: number;
}

/** A client over HTTP/1.1 that gives every answer as it comes. */
export function plainClient(address: Address): Kinesis {
  const requestHandler = new NodeHttpHandler({ httpAgent: { maxSockets: 64, keepAlive: true } });
  return new Kinesis({ ...place(address), maxAttempts: 1, requestHandler });
}

/** One that waits where the engine says that it is asked too often, as often as the patience lasts. */
export function waitingClient(address: Address, patience: Patience): Kinesis {
  const client = plainClient(address);
  client.middlewareStack.add(
    (next) => async (args) => {
      const deadline = performance.now() + patience.limitMs;
      for (;;) {
        try {
          return await next(args);
        } catch (error) {
          if (!isThrottle(error) || performance.now() > deadline) throw error;
          await new Promise((resolve) => setTimeout(resolve, patience.pollDelayMs));
        }
      }
    },
    { step: 'initialize' },
  );
  return client;
}

/** One for SubscribeToShard. HTTP/2 is what the SDK speaks where nothing is said. */
export function pushClient(address: Address): Kinesis {
  if (address.pushesOver === 'http1') return plainClient(address);
  return new Kinesis({ ...place(address), maxAttempts: 1 });
}

/** Of LimitExceededException only what says that it is about the rate of calls: others do not mend by waiting. */
function isThrottle(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if (error.name === 'LimitExceededException')
    return /rate.{0,20}exceeded|exceeded.{0,20}rate/i.test(error.message);
  return ['ProvisionedThroughputExceededException', 'ThrottlingException'].includes(error.name);
}

function place({ url }: Address) {
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  return url === undefined ? {} : { endpoint: url, region: 'us-east-1', credentials };
}
