import type { OutgoingRecord } from '../record/outgoing.ts';
import type { Packed } from '../wire/packer.ts';
import { hashKeyOf } from './hash-key.ts';
import type { ShardRoom } from './room.ts';
import type { ShardMap } from './shard-map.ts';

/**
 * The partition key decides, as Kinesis itself does it: by its MD5. Returns the record and how long to wait before it may
 * be sent, ms; undefined where the map has a hole there, which only one read in the middle of a split has.
 */
export function placeByKey(
  packed: Packed,
  { data, partitionKey }: { readonly data: Uint8Array; readonly partitionKey: string },
  map: ShardMap,
  room: ShardRoom,
  nowMs: number,
): { readonly record: OutgoingRecord; readonly waitMs: number } | undefined {
  const hashKey = hashKeyOf(partitionKey);
  const shard = map.shardOf(hashKey);
  if (shard === undefined) return undefined;
  const waitMs = room.take(shard.shardId, data.length + partitionKey.length, 1, nowMs);
  const { events, positions } = packed;
  const record = {
    data,
    partitionKey,
    explicitHashKey: hashKey.toString(),
    shardId: shard.shardId,
    events,
    positions,
  };
  return { record, waitMs };
}
