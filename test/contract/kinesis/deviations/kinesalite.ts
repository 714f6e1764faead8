import { consumerBehaviours } from '../consumers.ts';
import { fanOutBehaviours } from '../fan-out.ts';
import { scaleBehaviours } from '../scale.ts';
import type { Deviation } from './deviation.ts';

/** kinesalite 3.3.3. */
export const kinesaliteDeviations: readonly Deviation[] = [
  {
    reason: 'has no consumers and no SubscribeToShard',
    behaviours: [...consumerBehaviours, ...fanOutBehaviours].map(({ name }) => name),
  },
  { reason: 'has no UpdateShardCount', behaviours: scaleBehaviours.map(({ name }) => name) },
  {
    reason: 'has no StartStreamEncryption',
    behaviours: [
      'StartStreamEncryption is shown with its key, StopStreamEncryption without',
      'a record that is put under encryption says so in the answer, and when it is read',
    ],
  },
  {
    reason: 'has no UpdateMaxRecordSize',
    behaviours: [
      'UpdateMaxRecordSize is shown, and then a larger record is taken',
      'a record size outside 1,024 to 10,240 KiB is refused with ValidationException',
      'a new stream takes records of 1,024 KiB, or of the size it was created with',
    ],
  },
  {
    reason: 'has no DescribeLimits',
    behaviours: ['DescribeLimits tells how many shards the account may have, and how many are open'],
  },
  {
    reason: 'knows no capacity modes',
    behaviours: [
      'a new stream is in provisioned mode, keeps records for 24 hours, and encrypts nothing',
      'an on-demand stream is made without a number of shards, and has some',
      'an on-demand stream refuses to be split, merged and scaled with ValidationException',
      'UpdateStreamMode makes a provisioned stream an on-demand one',
    ],
  },
  {
    reason: 'knows a stream by its name only',
    behaviours: ['a stream is found by its ARN as by its name'],
  },
  {
    reason: 'knows no filters of ListShards',
    behaviours: [
      'AT_LATEST lists the open shards',
      'AT_TRIM_HORIZON lists the shards that were open at the oldest record',
      'AFTER_SHARD_ID lists the shards behind that one',
      'AT_TIMESTAMP lists the shards that were open at that time',
      'FROM_TIMESTAMP lists the shards that are open, or were closed at that time or later',
      'a filter keeps from page to page',
      'a filter by shard or time is refused without the shard or the time',
    ],
  },
  {
    reason: 'gives all shards in one answer, whatever Limit and MaxResults say',
    behaviours: [
      'DescribeStream gives pages of Limit shards, each going on behind ExclusiveStartShardId',
      'ListShards gives pages of MaxResults shards, each with the NextToken of the next one',
      'ListShards refuses a NextToken together with StreamName, and one that it never gave',
    ],
  },
  {
    reason: 'gives no NextToken and no StreamSummaries in ListStreams',
    behaviours: [
      'ListStreams goes on by NextToken too',
      'ListStreams gives a summary of each stream beside the names',
    ],
  },
  {
    reason: 'takes no tags in CreateStream',
    behaviours: ['tags that CreateStream is given are there'],
  },
  {
    reason: 'keeps records for 168 hours at most, as Kinesis once did',
    behaviours: ['the retention period grows up to 8,760 hours and no further'],
  },
  {
    reason: 'does not count the partition key towards the size of a record',
    behaviours: [
      'a record of 1 MiB with its partition key is taken, one byte more is refused',
      'a partition key counts by its bytes in UTF-8 towards the size of a record',
      'PutRecords with one record that is too large is refused as a whole',
    ],
  },
  {
    reason: 'takes requests of 5 MiB at most, as Kinesis once did',
    behaviours: ['PutRecords takes a request of 10 MiB, partition keys included; one byte more is refused'],
  },
  {
    reason: 'gives more than 10 MiB in one answer of GetRecords',
    behaviours: ['an answer of GetRecords has at most 10 MiB, and the next one goes on'],
  },
  {
    reason: 'gives 0 as MillisBehindLatest always',
    behaviours: ['MillisBehindLatest is more than 0 for a reader with newer records ahead'],
  },
  {
    reason: 'knows no ChildShards',
    behaviours: [
      'the end of a split shard names both children, with their parent and their ranges',
      'the ends of two merged shards name the same child, with both parents',
    ],
  },
  {
    reason: 'splits a closed shard again (mhart/kinesalite issue 109)',
    behaviours: [
      'a split of a shard that is not there is ResourceNotFoundException, of a closed one InvalidArgumentException',
    ],
  },
  {
    reason: 'limits no rates, neither of calls nor of shards',
    behaviours: [
      'of 20 streams at once some are refused: five may be CREATING at a time, and five be made a second',
      'of 3,000 records at once a shard takes what it has room for and refuses the others one by one',
      'a record that is refused for the rate is told with its stream and its shard',
      'a shard that has no room left does not hinder its neighbour',
      'a shard takes 1 MiB a second; what is beyond is refused with ProvisionedThroughputExceededException',
      'a shard gives 2 MiB a second; after 3 MiB GetRecords is refused',
      'a shard answers five GetRecords a second',
      'a shard gives out five iterators a second',
      'after an answer of that size GetRecords is refused for five seconds',
    ],
  },
];
