import { SinkError, type SinkErrorCode } from '../flow/seams.ts';
import { credentialSources } from './credential-sources.ts';

/** SDK error names by what has to be done about them (Kinesis API reference, "Errors" of each operation). */
const codeByName: ReadonlyMap<string, SinkErrorCode> = new Map<string, SinkErrorCode>([
  ['ProvisionedThroughputExceededException', 'throttled'],
  ['LimitExceededException', 'throttled'],
  ['KMSThrottlingException', 'throttled'],
  ['ThrottlingException', 'throttled'],
  ['ResourceNotFoundException', 'missing'],
  ['ResourceInUseException', 'unavailable'],
  ['InternalFailureException', 'unavailable'],
  ['ServiceUnavailableException', 'unavailable'],
  ['ExpiredIteratorException', 'unavailable'],
  ['AccessDeniedException', 'denied'],
  ['AccessDenied', 'denied'],
  ['UnrecognizedClientException', 'denied'],
  ['InvalidSignatureException', 'denied'],
  ['IncompleteSignatureException', 'denied'],
  ['MissingAuthenticationTokenException', 'denied'],
  ['InvalidClientTokenId', 'denied'],
  ['ExpiredTokenException', 'denied'],
  ['CredentialsProviderError', 'denied'],
  ['KMSAccessDeniedException', 'denied'],
  ['InvalidArgumentException', 'invalid'],
  ['ValidationException', 'invalid'],
]);

const unreachableCodes = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
]);

/** The per-record error codes of PutRecords are the names of the same exceptions. */
export function isThroughputExceeded(recordErrorCode: string): boolean {
  return codeByName.get(recordErrorCode) === 'throttled';
}

/** Whether the place in the shard has to be asked for again: an iterator lives five minutes (GetShardIterator). */
export function isExpiredIterator(error: unknown): boolean {
  return error instanceof Error && error.name === 'ExpiredIteratorException';
}

/** Whether the credentials are good and lack this one right: who may write need not be allowed to look. */
export function isAccessDenied(error: unknown): error is Error {
  return isPolicy(error instanceof SinkError ? error.cause : error);
}

/**
 * Turns what the SDK throws into our one error type. `doing` says what was tried: `read stream "logs"`; `action` which
 * permission that takes: `kinesis:GetRecords`.
 */
export function toSinkError(error: unknown, doing: string, action?: string): SinkError {
  if (error instanceof SinkError) return error;
  const code = codeOf(error);
  const hint = hintOf(error, code, action);
  return new SinkError(code, `cannot ${doing}: ${describe(error)}`, {
    cause: error,
    ...(hint !== undefined && { hint }),
  });
}

function codeOf(error: unknown): SinkErrorCode {
  if (!(error instanceof Error)) return 'unavailable';
  const named = codeByName.get(error.name);
  if (named !== undefined) return named;
  if (causes(error).some(({ code }) => code !== undefined && unreachableCodes.has(code)))
    return 'unreachable';
  if (error.name === 'TimeoutError' || error.name === 'AbortError') return 'unreachable';
  return /region is missing/i.test(error.message) ? 'invalid' : 'unavailable';
}

function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  // A refused connection to a name with two addresses is an AggregateError without words of its own.
  const words = causes(error)
    .map(({ message }) => message)
    .filter((message) => message !== '');
  const text = words[0] ?? error.name;
  return error.name === 'Error' || text.includes(error.name) ? text : `${error.name}: ${text}`;
}

function hintOf(error: unknown, code: SinkErrorCode, action: string | undefined): string | undefined {
  if (error instanceof Error && /region is missing/i.test(error.message)) {
    return 'set region in the configuration, or AWS_REGION in the environment';
  }
  switch (code) {
    case 'missing':
      return 'check its name and the region, or create it: aws kinesis create-stream --stream-name NAME --shard-count N';
    case 'denied':
      return isPolicy(error) ? policyHint(action) : credentialsHint(error);
    case 'unreachable':
      return 'check the endpoint (AWS_ENDPOINT_URL_KINESIS, AWS_ENDPOINT_URL or endpoint in the configuration), the region and the network';
    default:
      return undefined;
  }
}

/** The credentials are good, and may not do this. */
function isPolicy(error: unknown): boolean {
  return error instanceof Error && /^(KMS)?AccessDenied/.test(error.name);
}

function policyHint(action = 'it'): string {
  return `let the policy of these credentials allow ${action} on this stream, and the use of its KMS key where it has one; whose they are tells: aws sts get-caller-identity`;
}

function credentialsHint(error: unknown): string {
  const sources = error instanceof Error ? sourcesOf.get(error) : undefined;
  const lookedFor = sources === undefined ? '' : `; looked for in this order: ${sources.join(', ')}`;
  if (error instanceof Error && error.name === 'CredentialsProviderError')
    return `set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or AWS_PROFILE, or give this machine a role; aws sts get-caller-identity tells what is found${lookedFor}`;
  return `check the credentials (aws sts get-caller-identity), and the clock of this machine${lookedFor}`;
}

/** Of errors that the SDK threw: it does not say where it looked. */
const sourcesOf = new WeakMap<Error, readonly string[]>();

/** Remembers for an error about credentials where they were looked for. */
export function withSources(error: unknown, env: Readonly<Record<string, string | undefined>>): unknown {
  if (error instanceof Error && codeByName.get(error.name) === 'denied' && !isPolicy(error))
    sourcesOf.set(error, credentialSources(env));
  return error;
}

function causes(error: Error): { message: string; code: string | undefined }[] {
  const inner = error instanceof AggregateError ? error.errors : [error.cause];
  const nested = inner.filter((cause) => cause instanceof Error).flatMap(causes);
  const code = 'code' in error && typeof error.code === 'string' ? error.code : undefined;
  return [{ message: error.message, code }, ...nested];
}
