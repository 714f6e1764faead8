import { describe, expect, test } from 'vitest';
import { readFaultRequest } from '../../../../src/local-stream/http/fault-request.ts';

describe('a request for faults', () => {
  test('is read', () => {
    const request = {
      seed: 7,
      rules: [
        { fault: 'lose', operation: 'PutRecords', stream: 'logs', count: 3 },
        { fault: 'late', shardId: 'shardId-000000000001', chance: 0.5, delayMs: 100 },
      ],
    };
    expect(readFaultRequest(JSON.stringify(request))).toEqual(request);
  });

  test.each([
    ['no JSON', '{', /This is not JSON/],
    ['no rules', '{}', /^rules: /],
    ['a fault that is none', '{"rules":[{"fault":"explode"}]}', /^rules\[0\]\.fault: .*"throttleRecord"/],
    [
      'an operation that is none',
      '{"rules":[{"fault":"lose","operation":"Put"}]}',
      /rules\[0\]\.operation: /,
    ],
    [
      'a chance above one',
      '{"rules":[{"fault":"lose"},{"fault":"lose","chance":2}]}',
      /rules\[1\]\.chance: /,
    ],
    ['a member that is none', '{"rules":[{"fault":"lose","delay":2}]}', /rules\[0\]: .*"delay"/],
    ['a seed that is no whole number', '{"seed":1.5,"rules":[]}', /^seed: /],
    ['a list', '[]', /^the request: /],
  ])('with %s says so', (_name, text, message) => {
    expect(() => readFaultRequest(text)).toThrow(message);
  });
});
