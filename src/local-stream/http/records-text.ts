import type { _Record } from '@aws-sdk/client-kinesis';
import { toWire } from './answer.ts';

/** Bytes turned into base64 at once: a multiple of three, so that the texts join without padding between them. */
const sliceBytes = 48 * 1024;

/** An answer with records, as JSON: of GetRecords, or an event of SubscribeToShard. */
export interface RecordsAnswer {
  readonly Records: readonly _Record[] | undefined;
}

/**
 * JSON in texts of 64 KiB at most: an answer may have 13 MiB, and is never whole in memory. All of it is ASCII, so that
 * a text has as many bytes as characters.
 */
export function* recordsText({ Records, ...others }: RecordsAnswer): Generator<string> {
  let between = '{"Records":[';
  for (const record of Records ?? []) {
    yield `${between}{"Data":"`;
    yield* base64Texts(record.Data ?? new Uint8Array());
    yield `",${membersText(record)}}`;
    between = ',';
  }
  const end = asciiText(JSON.stringify(toWire(others))).slice(1);
  yield `${between === ',' ? '' : between}]${end === '}' ? '' : ','}${end}`;
}

/** No less than the bytes of the text, without writing it. */
export function recordsTextBytesMax({ Records }: RecordsAnswer): number {
  let bytes = othersBytesMax;
  for (const { Data, PartitionKey = '' } of Records ?? [])
    bytes += recordBytesMax + Math.ceil(((Data?.length ?? 0) * 4) / 3) + escapeBytes * PartitionKey.length;
  return bytes;
}

/** An iterator and the names of child shards; what is around data and key of a record; a character as \\u1234. */
const othersBytesMax = 64 * 1024;
const recordBytesMax = 256;
const escapeBytes = 6;

function* base64Texts(data: Uint8Array): Generator<string> {
  const buffer = Buffer.isBuffer(data) ? data : Buffer.from(data.buffer, data.byteOffset, data.length);
  if (buffer.length <= sliceBytes) return yield buffer.toString('base64');
  for (let start = 0; start < buffer.length; start += sliceBytes)
    yield buffer.toString('base64', start, Math.min(start + sliceBytes, buffer.length));
}

/** Written by hand: an answer may have 10,000 records. */
function membersText({
  ApproximateArrivalTimestamp,
  EncryptionType,
  PartitionKey,
  SequenceNumber,
}: _Record): string {
  const arrivalSeconds = (ApproximateArrivalTimestamp?.getTime() ?? 0) / 1000;
  const encryption = EncryptionType === undefined ? '' : `"EncryptionType":"${EncryptionType}",`;
  const key = asciiText(JSON.stringify(PartitionKey ?? ''));
  const times = `"ApproximateArrivalTimestamp":${arrivalSeconds}`;
  return `"PartitionKey":${key},${encryption}${times},"SequenceNumber":"${SequenceNumber}"`;
}

const notAscii = /[\u0080-\uffff]/;

function asciiText(json: string): string {
  if (!notAscii.test(json)) return json;
  return json.replaceAll(
    /[\u0080-\uffff]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
