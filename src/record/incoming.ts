/** One record as it came from a shard. */
export interface IncomingRecord {
  readonly stream: string;
  readonly shardId: string;
  readonly sequenceNumber: string;
  readonly partitionKey: string;
  /** When Kinesis took it (ApproximateArrivalTimestamp), ms UTC. */
  readonly arrivalMs: number;
  readonly data: Uint8Array;
}
