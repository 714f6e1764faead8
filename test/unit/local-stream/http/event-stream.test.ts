import { crc32 } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import {
  encodeMessage,
  eventMessage,
  exceptionMessage,
} from '../../../../src/local-stream/http/event-stream.ts';

/** Lengths and checksums looked at, headers and payload taken apart. */
function decode(message: Buffer): { headers: Record<string, string>; payload: string } {
  const headersEnd = 12 + message.readUInt32BE(4);
  expect(message.readUInt32BE(0)).toBe(message.length);
  expect(message.readUInt32BE(8)).toBe(crc32(message.subarray(0, 8)));
  expect(message.readUInt32BE(message.length - 4)).toBe(crc32(message.subarray(0, -4)));
  const headers: Record<string, string> = {};
  for (let at = 12; at < headersEnd; ) {
    const nameEnd = at + 1 + message.readUInt8(at);
    expect(message.readUInt8(nameEnd), 'the type of a text').toBe(7);
    const valueEnd = nameEnd + 3 + message.readUInt16BE(nameEnd + 1);
    headers[message.toString('utf8', at + 1, nameEnd)] = message.toString('utf8', nameEnd + 3, valueEnd);
    at = valueEnd;
  }
  return { headers, payload: message.toString('utf8', headersEnd, message.length - 4) };
}

describe('an event stream', () => {
  test('has the message of the AWS test vectors that is empty', () => {
    expect(encodeMessage({}, '').toString('hex')).toBe('000000100000000005c248eb7d98c8ff');
  });

  test('carries events', () => {
    expect(decode(eventMessage('{"a":"ö"}'))).toEqual({
      headers: {
        ':message-type': 'event',
        ':event-type': 'SubscribeToShardEvent',
        ':content-type': 'application/json',
      },
      payload: '{"a":"ö"}',
    });
  });

  test('carries what went wrong', () => {
    const error = Object.assign(new Error('gone'), { name: 'ResourceNotFoundException' });
    expect(decode(exceptionMessage(error))).toEqual({
      headers: {
        ':message-type': 'exception',
        ':exception-type': 'ResourceNotFoundException',
        ':content-type': 'application/json',
      },
      payload: '{"message":"gone"}',
    });
  });
});
