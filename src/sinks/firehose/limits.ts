/** What one PutRecordBatch call may hold; Firehose refuses more (API reference, PutRecordBatch). */
export const putRecordBatchLimits = { recordsMax: 500, bytesMax: 4 * 1024 * 1024 } as const;

/** Data of one record, before base64 (API reference, PutRecordBatch). */
export const recordBytesMax = 1_000 * 1024;
