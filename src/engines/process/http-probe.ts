import { reasonOf } from '../../record/reason.ts';

/** An engine answers on loopback within milliseconds once it listens. */
const answerLimitMs = 5_000;

/** The status and body of one GET, or the reason why there is none. */
export type Answer = { readonly status: number; readonly body: string } | { readonly problem: string };

/** Asks once. Never throws: an engine that does not listen yet is what one waits for. */
export async function ask(url: string): Promise<Answer> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(answerLimitMs) });
    return { status: response.status, body: await response.text() };
  } catch (error) {
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
    return { problem: `no answer from ${url} (${reasonOf(cause)})` };
  }
}
