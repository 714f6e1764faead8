import { type DecodedEvent, decodeRecord } from '../../src/wire/decode.ts';
import { documentOf, type EventKey } from './traffic.ts';
import { streamName, type World } from './world.ts';

/** One record as any reader of the stream finds it, with the events that are in it. */
export interface AuditedRecord {
  readonly sequenceNumber: string;
  readonly events: readonly { readonly key: EventKey; readonly id: string; readonly message: unknown }[];
}

export interface AuditedShard {
  readonly shardId: string;
  readonly parentShardIds: readonly string[];
  readonly startHashKey: bigint;
  readonly endHashKey: bigint;
  readonly isOpen: boolean;
  readonly records: readonly AuditedRecord[];
}

/** Between two reads, so that no limit of Kinesis stands in the way. */
const readGapMs = 10_000;

/** Reads the whole stream after a run, by Kinesis's own calls and without faults. */
export async function auditStream(world: World): Promise<AuditedShard[]> {
  world.faults.replace([]);
  let nowMs = world.clock.nowMs();
  const { Shards = [] } = world.core.call('ListShards', { StreamName: streamName }, nowMs);
  const audited: AuditedShard[] = [];
  for (const { ShardId: shardId = '', HashKeyRange, SequenceNumberRange, ...parents } of Shards) {
    const input = { StreamName: streamName, ShardId: shardId, ShardIteratorType: 'TRIM_HORIZON' } as const;
    let { ShardIterator } = world.core.call('GetShardIterator', input, nowMs);
    const records: AuditedRecord[] = [];
    for (let isMore = true; isMore && ShardIterator !== undefined; ) {
      nowMs += readGapMs;
      const answer = world.core.call('GetRecords', { ShardIterator }, nowMs);
      for (const { SequenceNumber: sequenceNumber = '', Data } of answer.Records ?? [])
        records.push({ sequenceNumber, events: await eventsIn(Data ?? new Uint8Array()) });
      isMore = (answer.Records ?? []).length > 0;
      ShardIterator = answer.NextShardIterator;
    }
    audited.push({
      shardId,
      parentShardIds: [parents.ParentShardId, parents.AdjacentParentShardId].filter((id) => id !== undefined),
      startHashKey: BigInt(HashKeyRange?.StartingHashKey ?? 0),
      endHashKey: BigInt(HashKeyRange?.EndingHashKey ?? 0),
      isOpen: SequenceNumberRange?.EndingSequenceNumber === undefined,
      records,
    });
  }
  return audited;
}

async function eventsIn(data: Uint8Array): Promise<AuditedRecord['events']> {
  const { events } = await decodeRecord(data);
  // The id does not depend on the message, and without it is made in no time.
  return events.map(({ message = '', ...event }) => ({
    key: keyOf(event),
    id: documentOf(event).id,
    message,
  }));
}

function keyOf(event: DecodedEvent): EventKey {
  return `${event['log.file.generation']}@${event['log.offset']}`;
}
