/**
 * What Kinesis allows (developer guide, "Quotas and limits", and the API reference of each operation). Sizes and counts
 * of one call always hold; rates only where limits are enforced.
 */
const mebibyte = 1024 * 1024;

export const callLimits = {
  putRecordsMax: 500,
  /** Of one PutRecords call, data and partition keys. */
  putBytesMax: 10 * mebibyte,
  getRecordsMax: 10_000,
  getBytesMax: 10 * mebibyte,
  partitionKeyCharactersMax: 256,
} as const;

export const recordKibibytes = { default: 1024, max: 10_240 } as const;

export const shardRates = {
  writeBytesPerSecond: mebibyte,
  writeRecordsPerSecond: 1_000,
  readBytesPerSecond: 2 * mebibyte,
  readCallsPerSecond: 5,
  /** After an answer of the largest size. */
  readPauseMs: 5_000,
  iteratorCallsPerSecond: 5,
} as const;

export const lifetimes = { iteratorMs: 300_000, nextTokenMs: 300_000, subscriptionMs: 300_000 } as const;

export const retentionHours = { default: 24, min: 24, max: 8_760 } as const;

export const accountLimits = {
  /** The default quota of the large regions. */
  shardsMax: 20_000,
  /** What UpdateShardCount may bring one stream to. */
  streamShardsMax: 10_000,
  creatingStreamsMax: 5,
  onDemandStreamsMax: 50,
  onDemandShards: 4,
  /** Of one stream. */
  consumersMax: 20,
  creatingConsumersMax: 5,
  tagsMax: 50,
  scalingsPerDay: 10,
} as const;

/** One subscription may replace another of its consumer and shard only after this time (SubscribeToShard). */
export const takeOverMs = 5_000;
