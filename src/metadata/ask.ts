/** Why nothing could be found out; the hint says what to do. */
export class MetadataError extends Error {
  override readonly name = 'MetadataError';
  readonly hint: string | undefined;

  constructor(message: string, hint?: string, cause?: unknown) {
    super(message, { cause });
    this.hint = hint;
  }
}

/** Ours; all of these answers are below 64 KiB. What answers more is not the service that was meant. */
const answerBytesMax = 256 * 1024;

export interface Question {
  readonly url: string;
  readonly method?: 'GET' | 'PUT';
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
}

/** The text of an answer; undefined for 404. Throws a MetadataError for any other failure. */
export async function ask({
  url,
  method = 'GET',
  headers = {},
  signal,
}: Question): Promise<string | undefined> {
  try {
    const response = await fetch(url, { method, headers, signal, redirect: 'error' });
    if (response.status === 404) return undefined;
    if (!response.ok) throw new MetadataError(`${method} ${url} was answered with ${response.status}`);
    return await textOf(response.body, url);
  } catch (cause) {
    if (cause instanceof MetadataError) throw cause;
    throw new MetadataError(`${method} ${url}: ${failureOf(cause)}`, undefined, cause);
  }
}

/** One JSON object. */
export function jsonOf(text: string, url: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null) return value as Record<string, unknown>; // Of any content.
  } catch {
    // Said below.
  }
  throw new MetadataError(`${url} did not answer with JSON`);
}

/** A body as text. Throws a MetadataError where it is longer than `bytesMax`. */
export async function textOf(
  body: AsyncIterable<Uint8Array> | null,
  url: string,
  bytesMax = answerBytesMax,
): Promise<string> {
  const parts: Uint8Array[] = [];
  let bytes = 0;
  for await (const part of body ?? []) {
    bytes += part.length;
    if (bytes > bytesMax) throw new MetadataError(`${url} answered with more than ${bytesMax} bytes`);
    parts.push(part);
  }
  return Buffer.concat(parts).toString('utf8');
}

function failureOf(cause: unknown): string {
  if (!(cause instanceof Error)) return String(cause);
  if (cause.name === 'TimeoutError') return 'no answer in time';
  // fetch says only that it failed; the reason is in its cause.
  return cause.cause instanceof Error ? cause.cause.message || String(cause.cause) : cause.message;
}
