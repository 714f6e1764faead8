import type { AuditedShard } from './audit.ts';
import type { Entry, Happening, StreamPlace } from './ledger.ts';
import type { Plan } from './plan.ts';
import type { EventKey, WrittenEvent } from './traffic.ts';

/** A promise that was not kept, and the event whose story shows it. */
export interface Violation {
  readonly rule: string;
  readonly what: string;
  readonly key?: EventKey | undefined;
}

/** One of several kinds may share a shape. */
type Of<Kind extends Happening['kind']> = Happening extends infer Each
  ? Each extends { kind: infer K }
    ? Kind extends K
      ? Each
      : never
    : never
  : never;

/** A happening with its number in the ledger: of two, the one with the smaller came first. */
export type Numbered<Kind extends Happening['kind']> = Of<Kind> & { readonly index: number };

/** What the oracle judges by: what was to be carried, what happened, and what the stream holds in the end. */
export class Evidence {
  readonly events: ReadonlyMap<EventKey, WrittenEvent>;
  readonly plan: Plan;
  readonly entries: readonly Entry[];
  readonly shards: ReadonlyMap<string, AuditedShard>;
  /** In the order of the ledger. */
  readonly printed: ReadonlyMap<EventKey, readonly number[]>;
  readonly stored: ReadonlyMap<EventKey, readonly number[]>;

  constructor(plan: Plan, entries: readonly Entry[], shards: readonly AuditedShard[]) {
    this.plan = plan;
    this.entries = entries;
    this.shards = new Map(shards.map((shard) => [shard.shardId, shard]));
    this.events = new Map(
      plan.producers.flatMap(({ written }) => written).map((event) => [event.key, event]),
    );
    this.printed = indexBy(this.all('printed').map(({ key, index }) => [key, index]));
    const stored = this.all('stored').flatMap(({ parcel, index }) =>
      parcel.keys.map((key) => [key, index] as const),
    );
    this.stored = indexBy(stored);
  }

  all<Kind extends Happening['kind']>(kind: Kind): Numbered<Kind>[] {
    return this.entries.flatMap(
      ({ happening }, index) => (happening.kind === kind ? [{ ...(happening as Of<Kind>), index }] : []), // Of this kind alone.
    );
  }

  /** When processes of this program were ended in a way that leaves work undone, by numbers of the ledger. */
  kills(program: string): number[] {
    const isKill = (what: string) => what === 'is killed' || what === 'is forced';
    const ofProgram = this.all('process').filter(({ life }) => life.startsWith(`${program}.`));
    return ofProgram.filter(({ what }) => isKill(what)).map(({ index }) => index);
  }
}

export function nameOf({ shardId, sequenceNumber }: StreamPlace): string {
  return `${shardId} ${sequenceNumber}`;
}

/** Counts, by whatever `keys` names. */
export function countBy(keys: readonly string[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const key of keys) counts.set(key, (counts.get(key) ?? 0) + 1);
  return counts;
}

function indexBy(pairs: readonly (readonly [EventKey, number])[]): Map<EventKey, number[]> {
  const indexes = new Map<EventKey, number[]>();
  for (const [key, index] of pairs) {
    const list = indexes.get(key) ?? [];
    list.push(index);
    indexes.set(key, list);
  }
  return indexes;
}
