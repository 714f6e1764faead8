import type { PutRecordsInput, PutRecordsRequestEntry } from '@aws-sdk/client-kinesis';
import { decodedBytes, decodeInto } from './base64.ts';
import { convertStructure } from './convert.ts';
import { type Span, withoutData } from './data-spans.ts';
import { entry, inputs, recordCounts } from './members.ts';
import { validate } from './validate.ts';

/**
 * The input of a PutRecords call, read on the short way: the data (`spans`), nearly all of the body, goes straight
 * from there into one block of memory, and only what is left is read as JSON. Undefined where a record is not as the
 * table of members wants it: what exactly is then told by the long way, which all other calls go. Throws Refusal, and
 * SyntaxError where it is no JSON.
 */
export function readPutRecords(body: Buffer, spans: readonly Span[]): PutRecordsInput | undefined {
  if (spans.length < recordCounts.countMin || spans.length > recordCounts.countMax) return undefined;
  const json: unknown = JSON.parse(withoutData(body, spans));
  if (typeof json !== 'object' || json === null || !('Records' in json)) return undefined;
  const { Records: records, ...others } = json;
  if (!Array.isArray(records) || records.length !== spans.length || !records.every(isUsual)) return undefined;
  const Records = decodeAll(body, spans, records);
  if (Records === undefined) return undefined;
  const input = convertStructure(others, withoutRecords);
  validate(input, withoutRecords);
  return { ...input, Records };
}

const { Records: _, ...membersWithoutRecords } = inputs.PutRecords.members;
const withoutRecords = { ...inputs.PutRecords, members: membersWithoutRecords };

interface JsonEntry {
  readonly PartitionKey: string;
  readonly ExplicitHashKey?: string | undefined;
}

const { lengthMin, lengthMax } = entry.PartitionKey;
const hashKeyPattern = new RegExp(`^(?:${entry.ExplicitHashKey.pattern})$`);

/** Whether the data found as `index` is that of this record, and its keys are in order. */
function isUsual(record: unknown, index: number): record is JsonEntry {
  if (typeof record !== 'object' || record === null) return false;
  const { Data, PartitionKey, ExplicitHashKey }: { [Name in keyof JsonEntry | 'Data']?: unknown } = record;
  if (Data !== String(index) || typeof PartitionKey !== 'string') return false;
  if (PartitionKey.length < lengthMin || PartitionKey.length > lengthMax) return false;
  return (
    ExplicitHashKey === undefined ||
    (typeof ExplicitHashKey === 'string' && hashKeyPattern.test(ExplicitHashKey))
  );
}

function decodeAll(
  body: Buffer,
  spans: readonly Span[],
  records: readonly JsonEntry[],
): PutRecordsRequestEntry[] | undefined {
  const textBytes = spans.reduce((sum, { start, end }) => sum + end - start, 0);
  const memory = Buffer.allocUnsafeSlow(Math.floor(textBytes / 4) * 3); // Of no multiple of four nothing is decoded.
  const decoded: PutRecordsRequestEntry[] = [];
  let at = 0;
  for (const [index, { PartitionKey, ExplicitHashKey }] of records.entries()) {
    const text = textOf(body, spans[index]);
    const bytes = decodedBytes(text);
    if (bytes === undefined || bytes > entry.Data.bytesMax || !decodeInto(memory, at, text, bytes))
      return undefined;
    decoded.push({ Data: memory.subarray(at, at + bytes), PartitionKey, ExplicitHashKey });
    at += bytes;
  }
  return decoded;
}

function textOf(body: Buffer, span: Span | undefined): string {
  return span === undefined ? '' : body.toString('latin1', span.start, span.end);
}
