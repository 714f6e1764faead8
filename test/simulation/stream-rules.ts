import type { AuditedRecord } from './audit.ts';
import { countBy, type Evidence, nameOf, type Violation } from './evidence.ts';
import type { Parcel } from './ledger.ts';

/** Rule 1: what is acknowledged stands in the shard that was named, with the number that was named. */
export function acknowledgedIsStored(evidence: Evidence): Violation[] {
  const records = new Map<string, AuditedRecord>();
  for (const { shardId, records: ofShard } of evidence.shards.values())
    for (const record of ofShard) records.set(nameOf({ shardId, ...record }), record);
  return evidence.all('acknowledged').flatMap(({ parcel, place }) => {
    const keys = records.get(nameOf(place))?.events.map(({ key }) => key);
    if (keys?.join() === parcel.keys.join()) return [];
    const what = `was acknowledged as ${nameOf(place)}, where ${keys === undefined ? 'nothing' : 'something else'} stands`;
    return [{ rule: 'acknowledged is stored', what: `record ${parcel.number} ${what}`, key: parcel.keys[0] }];
  });
}

/** Rule 2: a position passes an event only when Kinesis has it; and it does not go back. */
export function positionsNeverAhead(evidence: Evidence): Violation[] {
  const rule = 'positions are never ahead';
  const files = Map.groupBy(evidence.events.values(), ({ generation }) => generation);
  return [...files].flatMap(([generation, file]) => {
    const violations: Violation[] = [];
    let position = 0;
    for (const { life, offset, index } of evidence
      .all('committed')
      .filter((of) => of.generation === generation)) {
      if (offset < position)
        violations.push({ rule, what: `${life} went back from ${position} to ${offset}` });
      for (const { key } of file.filter((event) => event.endOffset <= offset && event.endOffset > position))
        if ((evidence.stored.get(key)?.[0] ?? Number.POSITIVE_INFINITY) > index)
          violations.push({ rule, what: `${life} passed ${key}, which Kinesis did not have`, key });
      position = offset;
    }
    return violations;
  });
}

/** Rule 3: the stream holds all that was written and nothing else, each event as it was. */
export function streamHoldsEvents(evidence: Evidence): Violation[] {
  const rule = 'the stream holds the events';
  const found = new Set<string>();
  const wrong: Violation[] = [];
  for (const { shardId, records } of evidence.shards.values()) {
    for (const { sequenceNumber, events } of records) {
      for (const { key, id, message } of events) {
        found.add(key);
        const written = evidence.events.get(key);
        if (id === written?.document.id && message === written.event['message']) continue;
        wrong.push({ rule, what: `${shardId} ${sequenceNumber} has another ${key} than was written`, key });
      }
    }
  }
  const missing = [...evidence.events.keys()].filter((key) => !found.has(key));
  return [...wrong, ...missing.map((key) => ({ rule, what: `${key} is not in the stream`, key }))];
}

/** Rule 4: no record stands outside its shard's range of hash keys, and a retry does not change its key. */
export function recordsInRange(evidence: Evidence): Violation[] {
  const rule = 'records are in range';
  const hashKeys = new Map<Parcel, string>();
  const changed = evidence.all('put').flatMap(({ parcel, hashKey }) => {
    if (hashKey === (hashKeys.get(parcel) ?? hashKey)) {
      hashKeys.set(parcel, hashKey);
      return [];
    }
    return [{ rule, what: `record ${parcel.number} was put with two hash keys`, key: parcel.keys[0] }];
  });
  const outside = evidence.all('stored').flatMap(({ parcel, place }) => {
    const shard = evidence.shards.get(place.shardId);
    const key = BigInt(hashKeys.get(parcel) ?? -1);
    if (shard !== undefined && shard.startHashKey <= key && key <= shard.endHashKey) return [];
    const what = `record ${parcel.number} with hash key ${key} stands in ${place.shardId}`;
    return [{ rule, what, key: parcel.keys[0] }];
  });
  return [...changed, ...outside];
}

/** Rule 5: numbers grow within a shard, and those of a child are greater than all of its parents'. */
export function numbersGrow(evidence: Evidence): Violation[] {
  const rule = 'sequence numbers grow';
  return [...evidence.shards.values()].flatMap(({ shardId, parentShardIds, records }) => {
    const numbers = records.map(({ sequenceNumber }) => BigInt(sequenceNumber));
    const before = parentShardIds.flatMap((id) => {
      const last = evidence.shards.get(id)?.records.at(-1);
      return last === undefined ? [] : [BigInt(last.sequenceNumber)];
    });
    const isOver = (low: bigint | undefined, high: bigint | undefined) =>
      low === undefined || high === undefined || low < high;
    const grows = numbers.every((number, index) => isOver(numbers[index - 1], number));
    const isYoung = before.every((last) => isOver(last, numbers[0]));
    return [
      ...(grows ? [] : [{ rule, what: `those of ${shardId} do not` }]),
      ...(isYoung ? [] : [{ rule, what: `${shardId} begins below the end of a parent` }]),
    ];
  });
}

/** Rule 6: a record is stored again only after an answer was lost, an event sent again only after a kill. */
export function repeatsAreExplained(evidence: Evidence): Violation[] {
  const rule = 'repeats are explained';
  const unanswered = countBy(evidence.all('unanswered').map(({ parcel }) => String(parcel.number)));
  const stores = countBy(evidence.all('stored').map(({ parcel }) => String(parcel.number)));
  const records = [...stores].flatMap(([number, times]) => {
    const lost = unanswered.get(number) ?? 0;
    if (times <= 1 + lost) return [];
    return [{ rule, what: `record ${number} was stored ${times} times, with ${lost} answers lost` }];
  });
  const packed = countBy(evidence.all('packed').flatMap(({ parcel }) => parcel.keys));
  const events = evidence.plan.producers.flatMap(({ name, written }) => {
    const kills = evidence.kills(name).length;
    const often = written.filter(({ key }) => (packed.get(key) ?? 0) > 1 + kills);
    return often.map(({ key }) => ({
      rule,
      what: `${key} was packed more often than ${kills} kills explain`,
      key,
    }));
  });
  return [...records, ...events];
}
