import type { _Record } from '@aws-sdk/client-kinesis';
import { toWire } from './answer.ts';

/** Bytes turned into base64 at once: a multiple of three, so that the texts join without padding between them. */
const sliceBytes = 48 * 1024;

/** An answer with records, as JSON: of GetRecords, or an event of SubscribeToShard. */
export interface RecordsAnswer {
  readonly Records: readonly _Record[] | undefined;
}

/**
 * JSON in texts of one record, or 64 KiB, each: an answer may have 13 MiB, and is never whole in memory. All of it is
 * ASCII, so that a text has as many bytes as characters.
 */
export function* recordsText({ Records, ...rest }: RecordsAnswer): Generator<string> {
  yield '{"Records":[';
  let separator = '';
  for (const record of Records ?? []) {
    yield* recordText(record, separator);
    separator = ',';
  }
  yield `],${ascii(toWire(rest)).slice(1)}`;
}

/** No less than the bytes of the text, without writing it. */
export function recordsTextBytesMax({ Records }: RecordsAnswer): number {
  let bytes = 2 * sliceBytes;
  for (const { Data, PartitionKey = '' } of Records ?? [])
    bytes += 256 + Math.ceil(((Data?.length ?? 0) * 4) / 3) + 6 * PartitionKey.length;
  return bytes;
}

function* recordText({ Data, ...rest }: _Record, separator: string): Generator<string> {
  const data = Data ?? new Uint8Array();
  const buffer = Buffer.from(data.buffer, data.byteOffset, data.length);
  const head = `${separator}{"Data":"`;
  const tail = `",${ascii(toWire(rest)).slice(1)}`;
  if (buffer.length <= sliceBytes) return yield `${head}${buffer.toString('base64')}${tail}`;
  yield head;
  for (let start = 0; start < buffer.length; start += sliceBytes)
    yield buffer.toString('base64', start, Math.min(start + sliceBytes, buffer.length));
  yield tail;
}

function ascii(value: unknown): string {
  return JSON.stringify(value).replaceAll(
    /[\u0080-\uffff]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
