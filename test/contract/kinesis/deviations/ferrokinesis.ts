import type { Deviation } from './deviation.ts';

/** ferrokinesis 0.7.0, run with --enforce-limits true. */
export const ferrokinesisDeviations: readonly Deviation[] = [
  {
    reason: 'limits the rate of writing only, and no rates of calls',
    behaviours: [
      'of 20 streams at once some are refused: five may be CREATING at a time, and five be made a second',
      'of nine consumers at once some are refused: five may be CREATING at a time, and five be made a second',
      'a shard gives 2 MiB a second; after 3 MiB GetRecords is refused',
      'a shard answers five GetRecords a second',
      'a shard gives out five iterators a second',
      'after an answer of that size GetRecords is refused for five seconds',
    ],
  },
  {
    reason: 'says "Rate exceeded for shard." of every refused record',
    behaviours: ['a record that is refused for the rate is told with its stream and its shard'],
  },
  {
    reason: 'gives more than 10 MiB in one answer of GetRecords',
    behaviours: ['an answer of GetRecords has at most 10 MiB, and the next one goes on'],
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
    reason: 'counts the bytes of a partition key, not its characters',
    behaviours: ['a partition key of 256 characters is taken, 257 are refused, and so is an empty one'],
  },
  {
    reason: 'tells the time of a record in whole seconds',
    behaviours: ['a record has the time at which it arrived, to the millisecond'],
  },
  {
    reason: 'gives 0 as MillisBehindLatest always',
    behaviours: ['MillisBehindLatest is more than 0 for a reader with newer records ahead'],
  },
  {
    reason: 'knows no ChildShards in GetRecords',
    behaviours: [
      'the end of a split shard names both children, with their parent and their ranges',
      'the ends of two merged shards name the same child, with both parents',
    ],
  },
  {
    reason: 'splits a closed shard again',
    behaviours: [
      'a split of a shard that is not there is ResourceNotFoundException, of a closed one InvalidArgumentException',
    ],
  },
  {
    reason: 'leaves out the parent of some shards that UpdateShardCount makes',
    behaviours: [
      'the shards that UpdateShardCount makes lead back to those that were there, which keep their records',
    ],
  },
  {
    reason: 'takes any number of shards in UpdateShardCount',
    behaviours: [
      'UpdateShardCount to more than double is refused',
      'UpdateShardCount to less than half is refused',
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
    reason: 'does not go on by its own NextToken of ListShards, and gives all shards in DescribeStream',
    behaviours: [
      'ListShards gives pages of MaxResults shards, each with the NextToken of the next one',
      'ListShards refuses a NextToken together with StreamName, and one that it never gave',
      'DescribeStream gives pages of Limit shards, each going on behind ExclusiveStartShardId',
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
    reason: 'keeps records for 168 hours at most, as Kinesis once did',
    behaviours: ['the retention period grows up to 8,760 hours and no further'],
  },
  {
    reason: 'wants a number of shards for an on-demand stream',
    behaviours: [
      'an on-demand stream is made without a number of shards, and has some',
      'an on-demand stream refuses to be split, merged and scaled with ValidationException',
    ],
  },
  {
    reason: 'does not say of a record that it is encrypted',
    behaviours: ['a record that is put under encryption says so in the answer, and when it is read'],
  },
  {
    reason: 'does not show MaxRecordSizeInKiB, and ignores it in CreateStream',
    behaviours: [
      'UpdateMaxRecordSize is shown, and then a larger record is taken',
      'a new stream takes records of 1,024 KiB, or of the size it was created with',
    ],
  },
  {
    reason: 'takes no tags in CreateStream',
    behaviours: ['tags that CreateStream is given are there'],
  },
  {
    reason: 'leaves StreamARN out of the description of a consumer',
    behaviours: ['a consumer is described by its ARN, or by its name and the ARN of the stream'],
  },
  {
    reason: 'begins the list of consumers anew with each NextToken',
    behaviours: ['consumers are listed in pages of MaxResults, each with the NextToken of the next one'],
  },
  {
    reason: 'deletes a stream together with its consumers without being told to',
    behaviours: ['a stream with consumers is deleted only where EnforceConsumerDeletion says so'],
  },
  {
    reason: 'begins a subscription with the oldest record where a sequence number or a time is given',
    behaviours: [
      'a subscription begins at a sequence number, behind one, or at a time',
      'behind a ContinuationSequenceNumber comes the next record, none twice and none left out',
    ],
  },
  {
    reason: 'lets any number of subscriptions of a consumer to a shard run side by side',
    behaviours: [
      'the same consumer and shard within five seconds is refused with ResourceInUseException',
      'the same consumer and shard after five seconds takes over, and the first subscription ends',
    ],
  },
];
