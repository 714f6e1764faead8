import { NodeHttpHandler } from '@smithy/node-http-handler';
import { withSources } from './errors.ts';

/** Where to find a service, and with whose rights. What is left out comes from the SDK's own chain: environment, profile, instance. */
export interface AwsAddress {
  readonly region?: string | undefined;
  readonly endpoint?: string | undefined;
  readonly credentials?: AwsKey | undefined;
  readonly assumeRole?:
    | {
        readonly arn: string;
        readonly externalId?: string | undefined;
        readonly endpoint?: string | undefined;
      }
    | undefined;
}

interface AwsKey {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

/** Longer than Kinesis takes under throttling, and short enough that a lost answer does not stop a shard. */
export const requestTimeoutMs = 30_000;
const connectionTimeoutMs = 5_000;
/** Calls in flight at once, over all shards of a process. */
const socketsMax = 64;

/**
 * A client over HTTP/1.1 with keep-alive: the SDK's default of HTTP/2 opens a connection for each call in flight,
 * which HTTP/1 endpoints answer with a protocol error. It does not retry by itself: who calls knows the better plan.
 */
export function clientConfig(address: AwsAddress) {
  const { region, endpoint } = address;
  return {
    ...(region !== undefined && { region }),
    ...(endpoint !== undefined && { endpoint }),
    ...credentialsOf(address),
    maxAttempts: 1,
    requestHandler: new NodeHttpHandler({
      connectionTimeout: connectionTimeoutMs,
      requestTimeout: requestTimeoutMs,
      throwOnRequestTimeout: true,
      httpAgent: { maxSockets: socketsMax, keepAlive: true },
      httpsAgent: { maxSockets: socketsMax, keepAlive: true },
    }),
  };
}

export type Env = Readonly<Record<string, string | undefined>>;

/** Where the middleware below stands in the SDK's stack: in front of all that may look for credentials. */
export const tellingSourcesAt = {
  step: 'initialize',
  priority: 'high',
  name: 'kinshipCredentialSources',
} as const;

/** Middleware of the SDK that keeps with an error about credentials where they were looked for. */
export function tellingSources(env: Env) {
  return <Args, Result>(next: (args: Args) => Promise<Result>) =>
    (args: Args): Promise<Result> =>
      next(args).catch((error: unknown) => {
        throw withSources(error, env);
      });
}

/** The SDK keeps what a provider gives until shortly before it expires. */
function credentialsOf({ region, credentials, assumeRole }: AwsAddress) {
  if (assumeRole === undefined) return credentials === undefined ? {} : { credentials };
  const { arn, externalId, endpoint } = assumeRole;
  const params = {
    RoleArn: arn,
    RoleSessionName: 'kinship',
    ...(externalId !== undefined && { ExternalId: externalId }),
  };
  const provider = async () => {
    // Loaded by who needs it: it brings clients of several services.
    const { fromTemporaryCredentials } = await import('@aws-sdk/credential-providers');
    const clientConfig = {
      ...(region !== undefined && { region }),
      ...(endpoint !== undefined && { endpoint }),
    };
    return fromTemporaryCredentials({
      params,
      clientConfig,
      ...(credentials !== undefined && { masterCredentials: credentials }),
    })();
  };
  return { credentials: provider };
}
