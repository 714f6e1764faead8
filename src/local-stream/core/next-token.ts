import { invalidArgument, KinesisError } from './errors.ts';
import { lifetimes } from './limits.ts';

/** Where the next page of a list begins. */
export interface NextToken {
  readonly streamId: string;
  /** The last name of the page before. */
  readonly after: string;
  readonly issuedMs: number;
}

export function formatNextToken(token: NextToken): string {
  return Buffer.from(JSON.stringify([token.streamId, token.after, token.issuedMs])).toString('base64');
}

/** Throws InvalidArgumentException for what is no token, ExpiredNextTokenException after 300 seconds. */
export function parseNextToken(text: string, nowMs: number): NextToken {
  const token = read(text);
  if (token === undefined) throw invalidArgument('NextToken is invalid.');
  if (nowMs - token.issuedMs > lifetimes.nextTokenMs) {
    throw new KinesisError('ExpiredNextTokenException', 'The NextToken has expired: it lives 300 seconds.');
  }
  return token;
}

function read(text: string): NextToken | undefined {
  try {
    const parts: unknown = JSON.parse(Buffer.from(text, 'base64').toString());
    if (!Array.isArray(parts)) return undefined;
    const [streamId, after, issuedMs]: unknown[] = parts;
    if (typeof streamId !== 'string' || typeof after !== 'string' || typeof issuedMs !== 'number')
      return undefined;
    return { streamId, after, issuedMs };
  } catch {
    return undefined;
  }
}
