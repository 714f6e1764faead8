import { z } from 'zod';
import { reasonOf } from '../../record/reason.ts';
import { type FaultRule, faultKinds } from '../core/faults.ts';
import { inputs } from './members.ts';
import { Refusal } from './refusal.ts';

/** Which faults are to strike, as the admin call and the file of `kinship local --faults` say it. */
export interface FaultRequest {
  /** Decides what the chances draw; without it they go on as they are. */
  readonly seed?: number | undefined;
  readonly rules: readonly FaultRule[];
}

const rulesMax = 1_000;
const dayMs = 86_400_000;

const ruleSchema = z.strictObject({
  fault: z.enum(faultKinds),
  operation: z.enum(Object.keys(inputs) as (keyof typeof inputs)[]).optional(), // Object.keys knows no better type.
  stream: z.string().optional(),
  shardId: z.string().optional(),
  chance: z.number().min(0).max(1).optional(),
  count: z.int().min(1).optional(),
  delayMs: z.number().min(0).max(dayMs).optional(),
});

const requestSchema = z.strictObject({
  seed: z
    .int()
    .min(0)
    .max(2 ** 32 - 1)
    .optional(),
  rules: z.array(ruleSchema).max(rulesMax),
});

/** Reads the JSON of a request for faults. Throws Refusal, which names each member that is wrong. */
export function readFaultRequest(text: string): FaultRequest {
  const result = requestSchema.safeParse(parse(text));
  if (result.success) return result.data;
  const problems = result.error.issues.map(
    ({ path, message }) => `${z.core.toDotPath(path) || 'the request'}: ${message}`,
  );
  throw new Refusal('ValidationException', problems.join('\n'));
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new Refusal('SerializationException', `This is not JSON: ${reasonOf(cause)}`);
  }
}
