import type { OutgoingRecord } from '../record/outgoing.ts';
import type { Packed } from '../wire/packer.ts';
import type { ShardRoom } from './room.ts';
import { explicitHashKey, type ShardMap } from './shard-map.ts';

/**
 * `balance: even`: the key is free, so a record's shard is chosen when the record is ready, the one with most
 * room. Returns the record and how long to wait before it may be sent, ms.
 */
export function placeEvenly(
  packed: Packed,
  data: Uint8Array,
  map: ShardMap,
  room: ShardRoom,
  nowMs: number,
): { readonly record: OutgoingRecord; readonly waitMs: number } {
  const shard = room.choose(map, nowMs);
  const waitMs = room.take(shard.shardId, data.length + packed.id.length, 1, nowMs);
  const record = {
    data,
    partitionKey: packed.id,
    explicitHashKey: explicitHashKey(shard),
    shardId: shard.shardId,
    events: packed.events,
    positions: packed.positions,
  };
  return { record, waitMs };
}
