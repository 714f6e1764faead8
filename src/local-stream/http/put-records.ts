import type { PutRecordsRequestEntry } from '@aws-sdk/client-kinesis';
import { decodedBytes, decodeInto } from './base64.ts';
import { entry, recordCounts } from './members.ts';

interface JsonEntry {
  readonly Data: string;
  readonly PartitionKey: string;
  readonly ExplicitHashKey?: string | undefined;
}

/**
 * The records of a PutRecords call as JSON.parse gives them, with their data decoded into one block of memory.
 * Undefined where anything is not as the table of members wants it: what exactly is then told by the slow way, which all
 * other calls go. This is the one path where speed counts, and nearly every call is in order: five times as fast.
 */
export function decodeRecords(records: unknown): PutRecordsRequestEntry[] | undefined {
  if (
    !Array.isArray(records) ||
    records.length < recordCounts.countMin ||
    records.length > recordCounts.countMax
  )
    return undefined;
  const sizes: number[] = [];
  let sum = 0;
  for (const record of records) {
    const bytes = isUsual(record) ? decodedBytes(record.Data) : undefined;
    if (bytes === undefined || bytes > entry.Data.bytesMax) return undefined;
    sizes.push(bytes);
    sum += bytes;
  }
  const entries: readonly JsonEntry[] = records; // Each of them has been looked at.
  return decodeAll(entries, sizes, Buffer.allocUnsafeSlow(sum));
}

const { lengthMin, lengthMax } = entry.PartitionKey;
const hashKeyPattern = new RegExp(`^(?:${entry.ExplicitHashKey.pattern})$`);

function isUsual(record: unknown): record is JsonEntry {
  if (typeof record !== 'object' || record === null) return false;
  const { Data, PartitionKey, ExplicitHashKey }: { [Name in keyof JsonEntry]?: unknown } = record;
  if (typeof Data !== 'string' || typeof PartitionKey !== 'string') return false;
  if (PartitionKey.length < lengthMin || PartitionKey.length > lengthMax) return false;
  return (
    ExplicitHashKey === undefined ||
    (typeof ExplicitHashKey === 'string' && hashKeyPattern.test(ExplicitHashKey))
  );
}

function decodeAll(
  entries: readonly JsonEntry[],
  sizes: readonly number[],
  memory: Buffer,
): PutRecordsRequestEntry[] | undefined {
  const decoded: PutRecordsRequestEntry[] = [];
  let offset = 0;
  for (const [index, { Data, PartitionKey, ExplicitHashKey }] of entries.entries()) {
    const bytes = sizes[index] ?? 0;
    if (!decodeInto(memory, offset, Data, bytes)) return undefined;
    decoded.push({ Data: memory.subarray(offset, offset + bytes), PartitionKey, ExplicitHashKey });
    offset += bytes;
  }
  return decoded;
}
