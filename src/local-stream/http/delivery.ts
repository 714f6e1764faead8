import type { DeliveryFault, Fault, FaultPlan } from '../core/faults.ts';
import type { LocalKinesis } from '../core/local-kinesis.ts';
import { delay, type Exchange } from './exchange.ts';
import type { Operation } from './members.ts';

interface Carried {
  readonly kinesis: LocalKinesis;
  readonly faults: FaultPlan;
  readonly exchange: Exchange;
  readonly name: Operation;
  readonly input: object;
}

/**
 * Makes a call and delivers what came of it, be it an error, unless a fault wants its answer to be late, to be cut off,
 * or never to come. Throws what `call` throws, when it is due.
 */
export async function withFault<T>(
  { kinesis, faults, exchange, name, input }: Carried,
  { call, deliver }: { call: () => T; deliver: (output: T) => void | Promise<void> },
): Promise<void> {
  const fault = faults.forDelivery({ operation: name, ...kinesis.subjectOf(input) });
  if (fault?.kind === 'resetBefore') return exchange.reset();
  const outcome = attempt(call);
  if (fault !== undefined && !(await passes(fault, exchange))) return;
  if ('error' in outcome) throw outcome.error;
  await deliver(outcome.output);
}

/** True when the answer is to be given now. A lost one is not, and its connection stays until the client gives up. */
async function passes({ kind, delayMs }: Fault<DeliveryFault>, exchange: Exchange): Promise<boolean> {
  if (kind === 'slow') await delay(exchange, delayMs);
  if (kind === 'resetAfter') exchange.reset();
  return kind === 'slow';
}

function attempt<T>(call: () => T): { readonly output: T } | { readonly error: unknown } {
  try {
    return { output: call() };
  } catch (error) {
    return { error };
  }
}
