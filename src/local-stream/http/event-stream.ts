import { crc32 } from 'node:zlib';

/** Two lengths and a checksum before the headers, a checksum behind the payload: 4 bytes each. */
const preludeBytes = 12;
const checksumBytes = 4;
/** The type of a header's value: a text with its length in 2 bytes. */
const textType = 7;

/**
 * One message of the AWS event stream encoding (`application/vnd.amazon.eventstream`; AWS general reference, "Event
 * stream encoding"): total length, length of the headers, CRC-32 of both; headers; payload; CRC-32 of all before it.
 */
export function encodeMessage(headers: Readonly<Record<string, string>>, payload: string): Buffer {
  const headerBytes = Buffer.concat(Object.entries(headers).map(encodeHeader));
  const payloadBytes = Buffer.byteLength(payload);
  const bytes = preludeBytes + headerBytes.length + payloadBytes + checksumBytes;
  const message = Buffer.allocUnsafeSlow(bytes);
  message.writeUInt32BE(bytes, 0);
  message.writeUInt32BE(headerBytes.length, 4);
  message.writeUInt32BE(crc32(message.subarray(0, 8)), 8);
  headerBytes.copy(message, preludeBytes);
  message.write(payload, preludeBytes + headerBytes.length);
  message.writeUInt32BE(crc32(message.subarray(0, bytes - checksumBytes)), bytes - checksumBytes);
  return message;
}

function encodeHeader([name, value]: [string, string]): Buffer {
  const nameBytes = Buffer.from(name);
  const valueBytes = Buffer.from(value);
  const length = Buffer.alloc(2);
  length.writeUInt16BE(valueBytes.length);
  return Buffer.concat([Buffer.of(nameBytes.length), nameBytes, Buffer.of(textType), length, valueBytes]);
}

/** The output of the operation without its events; the SDKs wait for it. */
export function initialResponse(): Buffer {
  const headers = {
    ':message-type': 'event',
    ':event-type': 'initial-response',
    ':content-type': 'application/x-amz-json-1.1',
  };
  return encodeMessage(headers, '{}');
}

export function eventMessage(json: string): Buffer {
  const headers = {
    ':message-type': 'event',
    ':event-type': 'SubscribeToShardEvent',
    ':content-type': 'application/json',
  };
  return encodeMessage(headers, json);
}

/** The end of a subscription that failed in the middle. */
export function exceptionMessage({ name, message }: Error): Buffer {
  const headers = {
    ':message-type': 'exception',
    ':exception-type': name,
    ':content-type': 'application/json',
  };
  return encodeMessage(headers, JSON.stringify({ message }));
}
