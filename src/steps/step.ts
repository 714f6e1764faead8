/** A value that a configuration may name. */
export type Scalar = string | number | boolean;

/**
 * What is asked of an event. Of a `field`, all tests that stand beside it must hold; `all`, `any` and `not` combine
 * conditions. Values are compared as text, so that `equals: 200` finds 200 and "200"; of a list, any element will do.
 */
export interface Condition {
  readonly field?: string | undefined;
  readonly equals?: Scalar | undefined;
  readonly oneOf?: readonly Scalar[] | undefined;
  readonly matches?: string | undefined;
  readonly exists?: boolean | undefined;
  readonly above?: number | undefined;
  readonly atLeast?: number | undefined;
  readonly below?: number | undefined;
  readonly atMost?: number | undefined;
  readonly all?: readonly Condition[] | undefined;
  readonly any?: readonly Condition[] | undefined;
  readonly not?: Condition | undefined;
}

/** What `cast` may make of a value. */
export const castTypes = ['text', 'integer', 'number', 'boolean'] as const;
export type CastType = (typeof castTypes)[number];

/** What `redact` finds by itself. */
export const builtInFinders = ['email', 'card', 'aws-keys', 'jwt', 'bearer'] as const;
export type BuiltInFinder = (typeof builtInFinders)[number];

/** A pattern of the user's own; its name stands where something was masked. */
export interface OwnFinder {
  readonly name: string;
  readonly pattern: string;
}

export const redactActions = ['mask', 'hash', 'drop'] as const;

export interface AddStep {
  readonly type: 'add';
  readonly fields: Readonly<Record<string, Scalar>>;
}

/** From → to. */
export interface RenameStep extends Named {
  readonly type: 'rename';
  readonly fields: Readonly<Record<string, string>>;
}

export interface RemoveStep {
  readonly type: 'remove';
  readonly fields: readonly string[];
}

export interface CastStep extends Named {
  readonly type: 'cast';
  readonly fields: Readonly<Record<string, CastType>>;
}

export interface FilterStep extends Named {
  readonly type: 'keep' | 'drop';
  readonly when: Condition;
}

export interface SampleStep extends Named {
  readonly type: 'sample';
  /** Share of the events that stay, 0 to 1. */
  readonly rate: number;
  readonly by?: string | undefined;
  readonly keepWhen?: Condition | undefined;
}

export interface RateLimitStep extends Named {
  readonly type: 'rateLimit';
  readonly eventsPerSecond: number;
  /** Events that may come at once; without it, those of a second. */
  readonly burst?: number | undefined;
  readonly by?: string | undefined;
  readonly keysMax: number;
  readonly keepWhen?: Condition | undefined;
}

export interface RedactStep {
  readonly type: 'redact';
  readonly find?: readonly (BuiltInFinder | OwnFinder)[] | undefined;
  readonly fields?: readonly string[] | undefined;
  readonly action: (typeof redactActions)[number];
  /** Of the keyed hash. Never logged. */
  readonly key?: string | undefined;
}

/** One step of processing, as it is configured. */
export type Step =
  | AddStep
  | RenameStep
  | RemoveStep
  | CastStep
  | FilterStep
  | SampleStep
  | RateLimitStep
  | RedactStep;

/** Steps that leave events out, or may fail, are counted by a name. */
interface Named {
  readonly name?: string | undefined;
}
