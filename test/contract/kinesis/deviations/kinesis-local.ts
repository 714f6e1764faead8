import type { Deviation } from './deviation.ts';

/** kinesis-local 0.6.2, the npm package of kinesis-mock, which LocalStack runs. */
export const kinesisLocalDeviations: readonly Deviation[] = [
  {
    reason: 'limits no rates of shards',
    behaviours: [
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
  {
    reason: 'limits neither the size of a record nor the size or the number of records of a request',
    behaviours: [
      'a record of 1 MiB with its partition key is taken, one byte more is refused',
      'a partition key counts by its bytes in UTF-8 towards the size of a record',
      'PutRecords with one record that is too large is refused as a whole',
      'PutRecords takes 500 records, 501 are refused, and so are none',
      'PutRecords takes a request of 10 MiB, partition keys included; one byte more is refused',
      'UpdateMaxRecordSize is shown, and then a larger record is taken',
    ],
  },
  {
    reason: 'answers with status 500 where a number or an iterator cannot be read',
    behaviours: [
      'an explicit hash key of 2^128 or more, or that is no number, is refused',
      'a record that names the one before it in SequenceNumberForOrdering gets a greater number',
      'an iterator that was never given out is refused',
    ],
  },
  {
    reason: 'refuses a number out of range under another name',
    behaviours: [
      'a number of shards below one is refused',
      'a record size outside 1,024 to 10,240 KiB is refused with ValidationException',
    ],
  },
  {
    reason: 'refuses to split a closed shard with ResourceInUseException',
    behaviours: [
      'a split of a shard that is not there is ResourceNotFoundException, of a closed one InvalidArgumentException',
    ],
  },
  {
    reason: 'now and then forgets to remove a consumer when other calls are made at the same time',
    behaviours: ['a deregistered consumer is DELETING until it is gone; made again, it has another ARN'],
    isUnsteady: true,
  },
  {
    reason: 'takes the sequence number of another shard',
    behaviours: ['a sequence number of another shard, or that is no number, is refused'],
  },
  {
    reason: 'splits, merges and scales an on-demand stream',
    behaviours: ['an on-demand stream refuses to be split, merged and scaled with ValidationException'],
  },
  {
    reason: 'makes even shards only where it doubles or halves their number',
    behaviours: ['UpdateShardCount from 2 to 3 gives 3 even shards, which cover the key space'],
  },
  {
    reason: 'lists all shards for AT_TRIM_HORIZON (localstack/localstack issue 12833)',
    behaviours: ['AT_TRIM_HORIZON lists the shards that were open at the oldest record'],
  },
  {
    reason: 'gives no NextToken and no StreamSummaries in ListStreams',
    behaviours: [
      'ListStreams goes on by NextToken too',
      'ListStreams gives a summary of each stream beside the names',
    ],
  },
  {
    reason: 'gives no NextToken in ListStreamConsumers',
    behaviours: ['consumers are listed in pages of MaxResults, each with the NextToken of the next one'],
  },
  {
    reason: 'never lets a subscription take over another one that is open',
    behaviours: [
      'the same consumer and shard after five seconds takes over, and the first subscription ends',
    ],
  },
  {
    reason: 'goes on with empty events at the end of a closed shard',
    behaviours: ['at the end of a closed shard a subscription names the children, and ends'],
  },
  {
    reason: 'does not answer a subscription to a shard that is not there',
    behaviours: ['a subscription of a consumer or to a shard that is not there is ResourceNotFoundException'],
  },
];
