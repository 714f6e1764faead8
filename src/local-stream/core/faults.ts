import type { OperationName } from './operations.ts';

/** A number in [0, 1); a seed decides it. */
export type Chance = () => number;

/**
 * What can be made to go wrong. Of one record in PutRecords: `throttleRecord`, `failRecord` (InternalFailure), `late`
 * (it is acknowledged, and read only `delayMs` later, with all that follow it in its shard). Of a call: `throttleCall`,
 * `internalFailure` (500), `unavailable` (503), `expireIterator`; `slow` (answered `delayMs` later), `lose` (done, but
 * never answered), `resetBefore` and `resetAfter` (the connection is reset, before or after the call was done).
 */
export type FaultKind = RecordFault | CallFault | DeliveryFault;
export type RecordFault = 'throttleRecord' | 'failRecord' | 'late';
export type CallFault = 'throttleCall' | 'internalFailure' | 'unavailable' | 'expireIterator';
export type DeliveryFault = 'slow' | 'lose' | 'resetBefore' | 'resetAfter';

/** One thing that goes wrong. What is left out matches everything. */
export interface FaultRule {
  readonly fault: FaultKind;
  readonly operation?: OperationName | 'SubscribeToShard' | undefined;
  readonly stream?: string | undefined;
  /** Only for the faults of records, and for calls that name a shard. */
  readonly shardId?: string | undefined;
  /** In how many of the matching calls, or records: 0 to 1; always without it. */
  readonly chance?: number | undefined;
  /** How often before the rule is spent; without end without it. */
  readonly count?: number | undefined;
  /** For `slow` and `late`, ms. */
  readonly delayMs?: number | undefined;
}

/** What befalls one record or one answer. */
export interface Fault<Kind extends FaultKind> {
  readonly kind: Kind;
  readonly delayMs: number;
}

/** A rule, and how often it struck. */
export interface FaultCount {
  readonly rule: FaultRule;
  readonly struck: number;
}

const recordFaults: readonly FaultKind[] = ['throttleRecord', 'failRecord', 'late'];
const callFaults: readonly FaultKind[] = ['throttleCall', 'internalFailure', 'unavailable', 'expireIterator'];
const deliveryFaults: readonly FaultKind[] = ['slow', 'lose', 'resetBefore', 'resetAfter'];
export const faultKinds: readonly FaultKind[] = [...recordFaults, ...callFaults, ...deliveryFaults];

/** What a call is about, as far as its input says. */
export interface CallSubject {
  readonly operation: OperationName | 'SubscribeToShard';
  readonly stream?: string | undefined;
  readonly shardId?: string | undefined;
}

/** Decides what goes wrong: by its rules, the first that strikes, and by a seeded chance. */
export class FaultPlan {
  #chance: Chance;
  #rules: { rule: FaultRule; struck: number }[] = [];

  constructor(chance: Chance, rules: readonly FaultRule[] = []) {
    this.#chance = chance;
    this.replace(rules);
  }

  /** Forgets the rules before, and with a new chance what it had drawn. */
  replace(rules: readonly FaultRule[], chance: Chance = this.#chance): void {
    this.#chance = chance;
    this.#rules = rules.map((rule) => ({ rule, struck: 0 }));
  }

  counts(): readonly FaultCount[] {
    return this.#rules.map(({ rule, struck }) => ({ rule, struck }));
  }

  forRecord(subject: CallSubject): Fault<RecordFault> | undefined {
    return this.#strike(recordFaults, subject) as Fault<RecordFault> | undefined; // Of these kinds alone.
  }

  forCall(subject: CallSubject): CallFault | undefined {
    return this.#strike(callFaults, subject)?.kind as CallFault | undefined; // Of these kinds alone.
  }

  /** Asked once a call, by whoever carries its answer. */
  forDelivery(subject: CallSubject): Fault<DeliveryFault> | undefined {
    return this.#strike(deliveryFaults, subject) as Fault<DeliveryFault> | undefined; // Of these kinds alone.
  }

  #strike(kinds: readonly FaultKind[], subject: CallSubject): Fault<FaultKind> | undefined {
    for (const entry of this.#rules) {
      const { rule, struck } = entry;
      if (!kinds.includes(rule.fault) || !matches(rule, subject)) continue;
      if (rule.count !== undefined && struck >= rule.count) continue;
      if (rule.chance !== undefined && this.#chance() >= rule.chance) continue;
      entry.struck += 1;
      return { kind: rule.fault, delayMs: rule.delayMs ?? 0 };
    }
    return undefined;
  }
}

function matches(rule: FaultRule, subject: CallSubject): boolean {
  if (rule.fault === 'expireIterator' && subject.operation !== 'GetRecords') return false;
  return (
    (rule.operation === undefined || rule.operation === subject.operation) &&
    (rule.stream === undefined || rule.stream === subject.stream) &&
    (rule.shardId === undefined || rule.shardId === subject.shardId)
  );
}
