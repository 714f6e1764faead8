import { hash } from 'node:crypto';
import type { LineRecord } from '../wire/line-packer.ts';
import type { RawLine } from '../wire/packer.ts';
import { type Converter, converterOf } from './converters.ts';
import type { CompatOptions } from './options.ts';

/** A line that no pattern matches: amazon-kinesis-agent drops it, and says so only when it is debugged. */
const unmatched = {
  code: 'unparsed_line',
  reason: 'LOGTOJSON does not match this line: amazon-kinesis-agent would have dropped it',
} as const;

/** Makes the records that amazon-kinesis-agent makes of the same lines, byte for byte. */
export function compatRecords(options: CompatOptions): (line: RawLine, nowMs: number) => LineRecord {
  const converters = options.dataProcessingOptions.map(converterOf);
  const terminator = Buffer.from(options.truncatedRecordTerminator);
  const keyOf = options.partitionKeyOption === 'DETERMINISTIC' ? md5 : undefined;
  return ({ bytes, goesOn }, nowMs) => {
    const whole = goesOn ? Buffer.concat([bytes, terminator]) : bytes;
    // Without converters a record is its bytes, whatever they are.
    const data = converters.length === 0 ? Buffer.from(whole) : convert(whole, converters, nowMs);
    if (data === undefined && options.unmatched === 'deadLetter')
      return { refused: { ...unmatched, line: Buffer.from(bytes) } };
    const record = data ?? kept(bytes);
    return keyOf === undefined ? { data: record } : { data: record, partitionKey: keyOf(record) };
  };
}

function convert(bytes: Buffer, converters: readonly Converter[], nowMs: number): Buffer | undefined {
  let text: string | undefined = bytes.toString('utf8');
  for (const converter of converters) {
    text = converter(text, nowMs);
    if (text === undefined) return undefined;
  }
  return Buffer.from(text);
}

function kept(bytes: Buffer): Buffer {
  const message = bytes.toString('utf8').replace(/\r?\n$/, '');
  return Buffer.from(`${JSON.stringify({ message, 'error.type': unmatched.code })}\n`);
}

function md5(data: Uint8Array): string {
  return hash('md5', data, 'hex');
}
