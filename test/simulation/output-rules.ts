import type { AuditedRecord, AuditedShard } from './audit.ts';
import type { Evidence, Numbered, Violation } from './evidence.ts';

/** Rule 7: each event comes out; and again only where it stands in the stream again, or after a kill. */
export function everythingIsPrinted(evidence: Evidence): Violation[] {
  const kills = evidence.kills('consumer');
  return [...evidence.events.keys()].flatMap((key) => {
    const printed = evidence.printed.get(key) ?? [];
    const [first] = printed;
    if (first === undefined) return [{ rule: 'everything is printed', what: `${key} was not`, key }];
    const stored = evidence.stored.get(key)?.length ?? 0;
    const killed = kills.filter((index) => index > first && index < (printed.at(-1) ?? 0)).length;
    if (printed.length <= stored * (1 + killed)) return [];
    const what = `${key} was printed ${printed.length} times, stored ${stored} times, with ${killed} kills between`;
    return [{ rule: 'repeats are explained', what, key }];
  });
}

/** Rule 8: a shard is looked at only when all of its parents' records are printed. */
export function parentsComeFirst(evidence: Evidence): Violation[] {
  return evidence.all('asked').flatMap(({ life, shardId, index }) => {
    const parents = (evidence.shards.get(shardId)?.parentShardIds ?? []).map((id) => evidence.shards.get(id));
    return parents.flatMap((parent) => {
      const key = parent === undefined ? undefined : firstOpen(evidence, parent.records, index);
      if (key === undefined) return [];
      const what = `${life} began ${shardId} before ${key} of its parent ${parent?.shardId} was printed`;
      return [{ rule: 'parents come first', what, key }];
    });
  });
}

/** Rule 9: a checkpoint passes a record only when all of its events are printed. */
export function checkpointsNeverAhead(evidence: Evidence): Violation[] {
  const rule = 'checkpoints are never ahead';
  return evidence.all('checkpoint').flatMap((noted) => {
    const { life, shardId, checkpoint, index } = noted;
    const shard = evidence.shards.get(shardId);
    if (shard === undefined) return [{ rule, what: `${life} has one of ${shardId}, which is no shard` }];
    if (checkpoint.kind === 'shardEnd' && shard.isOpen)
      return [{ rule, what: `${life} has ${shardId} at its end, and it is open` }];
    const key = firstOpen(evidence, passed(shard, noted), index);
    return key === undefined
      ? []
      : [{ rule, what: `${life} passed ${key} in ${shardId}, which was not printed`, key }];
  });
}

/** Rule 10: a process reads on from its checkpoint, and leaves out no record. */
export function readingLeavesNothingOut(evidence: Evidence): Violation[] {
  const next = new Map<string, number>();
  const violations: Violation[] = [];
  for (const noted of evidence.all('checkpoint')) {
    const shard = evidence.shards.get(noted.shardId);
    if (shard !== undefined) next.set(`${noted.life} ${noted.shardId}`, passed(shard, noted).length);
  }
  for (const { life, shardId, sequenceNumbers } of evidence.all('read')) {
    const place = `${life} ${shardId}`;
    const from = next.get(place) ?? 0;
    const records = evidence.shards.get(shardId)?.records.slice(from, from + sequenceNumbers.length) ?? [];
    next.set(place, from + sequenceNumbers.length);
    const wrong = records.find(({ sequenceNumber }, index) => sequenceNumber !== sequenceNumbers[index]);
    if (wrong === undefined && records.length === sequenceNumbers.length) continue;
    const what = `${life} was to read on in ${shardId} at ${wrong?.sequenceNumber}, and did not`;
    violations.push({ rule: 'reading leaves nothing out', what, key: wrong?.events[0]?.key });
  }
  return violations;
}

/** Rule 11: nothing goes wrong for good, and nobody hangs. */
export function nothingFails(evidence: Evidence): Violation[] {
  return evidence
    .all('trouble')
    .map(({ life, what }) => ({ rule: 'nothing fails', what: `${life} ${what}` }));
}

function passed({ records }: AuditedShard, { checkpoint }: Numbered<'checkpoint'>): readonly AuditedRecord[] {
  if (checkpoint.kind === 'shardEnd') return records;
  if (checkpoint.kind !== 'sequence') return [];
  const last = BigInt(checkpoint.sequenceNumber);
  return records.filter(({ sequenceNumber }) => BigInt(sequenceNumber) <= last);
}

/** The first event of these records that was not printed before this place in the ledger. */
function firstOpen(
  { printed }: Evidence,
  records: readonly AuditedRecord[],
  index: number,
): string | undefined {
  const isOpen = ({ key }: { key: string }) => (printed.get(key)?.[0] ?? Number.POSITIVE_INFINITY) > index;
  return records.flatMap(({ events }) => events).find(isOpen)?.key;
}
