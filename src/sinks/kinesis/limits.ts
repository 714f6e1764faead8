/** What one PutRecords call may hold; Kinesis refuses more (API reference, PutRecords). */
export const putRecordsLimits = { recordsMax: 500, bytesMax: 5 * 1024 * 1024 } as const;

/** Data and partition key of one record, where the stream's maximum was not raised (Kinesis quotas page). */
export const recordBytesMax = 1024 * 1024;
