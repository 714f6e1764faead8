import { type Exchange, isClosed } from './exchange.ts';
import type { Operation } from './members.ts';

export const jsonType = 'application/x-amz-json-1.1';

/** Answers with all of a body at once. */
export function answer(
  exchange: Exchange,
  status: number,
  text: string,
  headers: Readonly<Record<string, string>> = {},
): void {
  if (isClosed(exchange)) return;
  const body = Buffer.from(text);
  exchange.begin(status, {
    'x-amzn-requestid': exchange.requestId,
    'content-type': jsonType,
    'content-length': body.length,
    ...headers,
  });
  exchange.out.end(body);
}

/** Without dates and bytes, and called often: their outputs are JSON as they are. */
const plainOutputs: readonly Operation[] = ['PutRecord', 'PutRecords', 'GetShardIterator'];

/** What an operation returned. One that returns nothing has no body (AWS JSON 1.1). */
export function answerOutput(exchange: Exchange, name: Operation, output: object): void {
  const isEmpty = Object.keys(output).length === 0;
  const json = plainOutputs.includes(name) ? output : toWire(output);
  answer(exchange, 200, isEmpty ? '' : JSON.stringify(json));
}

/** The error as the SDKs look for it: its name in `__type`, or in the headers where they cannot read JSON. */
export function answerError(
  exchange: Exchange,
  error: { name: string; message: string; status: number },
): void {
  const text = JSON.stringify({ __type: error.name, message: error.message });
  answer(
    exchange,
    error.status,
    text,
    isCbor(exchange.headers['content-type'] ?? '') ? inHeaders(error) : {},
  );
}

/** Of the content type that the Java SDKs send unless told otherwise. */
export function isCbor(contentType: string): boolean {
  return contentType.toLowerCase().includes('cbor');
}

function inHeaders({ name, message }: { name: string; message: string }): Record<string, string> {
  return { 'x-amzn-errortype': name, 'x-amzn-error-message': message.replaceAll(/[^ -~]/g, '?') };
}

/** Dates as seconds, with milliseconds as their fraction, and bytes as base64. */
export function toWire(value: unknown): unknown {
  if (value instanceof Date) return value.getTime() / 1000;
  if (value instanceof Uint8Array)
    return Buffer.from(value.buffer, value.byteOffset, value.length).toString('base64');
  if (Array.isArray(value)) return value.map(toWire);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, toWire(member)]));
}
