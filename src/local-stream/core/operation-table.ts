import { deregisterConsumer, describeConsumer, listConsumers, registerConsumer } from './consumers.ts';
import { describeLimits, describeStream, describeStreamSummary, listStreams } from './describe.ts';
import { listShards } from './list-shards.ts';
import type { InputOf, OperationName, OutputOf } from './operations.ts';
import { putRecord, putRecords } from './put.ts';
import { getRecords, getShardIterator } from './read.ts';
import { mergeShards, splitShard, updateShardCount } from './reshard.ts';
import type { Service } from './service.ts';
import {
  addTags,
  decreaseRetention,
  increaseRetention,
  listTags,
  removeTags,
  startEncryption,
  stopEncryption,
  updateMode,
  updateRecordSize,
} from './settings.ts';
import { createStream, deleteStream } from './streams.ts';

type Handler<Name extends OperationName> = (
  service: Service,
  input: InputOf<Name>,
  nowMs: number,
) => OutputOf<Name>;

/** How one operation is answered. */
export interface Operation<Name extends OperationName> {
  readonly handle: Handler<Name>;
  /** Calls a second of the account, or of a stream; without it the shards' own rates are all there is. */
  readonly perSecond?: number;
  readonly of?: 'account' | 'stream';
  /** Whether it changes the catalog. */
  readonly changes?: true;
}

/** All that is answered, with the rates of the API reference, or of the quotas page where that has none. */
export const operations: { readonly [Name in OperationName]: Operation<Name> } = {
  CreateStream: { handle: createStream, perSecond: 5, of: 'account', changes: true },
  DeleteStream: { handle: deleteStream, perSecond: 5, of: 'account', changes: true },
  ListStreams: { handle: listStreams, perSecond: 5, of: 'account' },
  DescribeStream: { handle: describeStream, perSecond: 10, of: 'account' },
  DescribeStreamSummary: { handle: describeStreamSummary, perSecond: 20, of: 'account' },
  DescribeLimits: { handle: describeLimits, perSecond: 1, of: 'account' },
  ListShards: { handle: listShards, perSecond: 1_000, of: 'stream' },
  SplitShard: { handle: splitShard, perSecond: 5, of: 'account', changes: true },
  MergeShards: { handle: mergeShards, perSecond: 5, of: 'account', changes: true },
  UpdateShardCount: { handle: updateShardCount, perSecond: 10, of: 'account', changes: true },
  IncreaseStreamRetentionPeriod: { handle: increaseRetention, perSecond: 5, of: 'stream', changes: true },
  DecreaseStreamRetentionPeriod: { handle: decreaseRetention, perSecond: 5, of: 'stream', changes: true },
  UpdateStreamMode: { handle: updateMode, perSecond: 5, of: 'stream', changes: true },
  UpdateMaxRecordSize: { handle: updateRecordSize, perSecond: 5, of: 'stream', changes: true },
  StartStreamEncryption: { handle: startEncryption, perSecond: 5, of: 'stream', changes: true },
  StopStreamEncryption: { handle: stopEncryption, perSecond: 5, of: 'stream', changes: true },
  AddTagsToStream: { handle: addTags, perSecond: 5, of: 'account', changes: true },
  RemoveTagsFromStream: { handle: removeTags, perSecond: 5, of: 'account', changes: true },
  ListTagsForStream: { handle: listTags, perSecond: 5, of: 'account' },
  RegisterStreamConsumer: { handle: registerConsumer, perSecond: 5, of: 'account', changes: true },
  DeregisterStreamConsumer: { handle: deregisterConsumer, perSecond: 5, of: 'stream', changes: true },
  DescribeStreamConsumer: { handle: describeConsumer, perSecond: 20, of: 'stream' },
  ListStreamConsumers: { handle: listConsumers, perSecond: 5, of: 'stream' },
  PutRecord: { handle: putRecord },
  PutRecords: { handle: putRecords },
  GetShardIterator: { handle: getShardIterator },
  GetRecords: { handle: getRecords },
};
