import { errors } from '@opensearch-project/opensearch';
import { SinkError, type SinkErrorCode } from '../../flow/seams.ts';

/** Turns what the OpenSearch client throws into our one error type. `doing` says what was tried. */
export function toSinkError(error: unknown, doing: string, node: string): SinkError {
  const code = codeOf(error);
  const hint = hints[code];
  const reason = describe(error);
  return new SinkError(code, `cannot ${doing} at ${node}: ${reason}`, {
    cause: error,
    ...(hint !== undefined && { hint }),
  });
}

const hints: Partial<Record<SinkErrorCode, string>> = {
  unreachable:
    'is OpenSearch running there? check nodes in the configuration (OPENSEARCH_URL), http or https, and the network',
  denied:
    'check username and password, and that the role may write to the indices and manage index templates',
};

function codeOf(error: unknown): SinkErrorCode {
  if (error instanceof errors.ResponseError) {
    const status = error.statusCode;
    if (status === 401 || status === 403) return 'denied';
    if (status === 429) return 'throttled';
    return status !== undefined && status >= 500 ? 'unavailable' : 'invalid';
  }
  return error instanceof errors.OpenSearchClientError ? 'unreachable' : 'unavailable';
}

function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error instanceof errors.ResponseError) return `HTTP ${error.statusCode}, ${error.message}`;
  return error.message || error.name;
}
