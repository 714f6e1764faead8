import { describe, expect, test } from 'vitest';
import {
  isExpiredIterator,
  isThroughputExceeded,
  toSinkError,
  withSources,
} from '../../../src/aws/errors.ts';
import { SinkError, type SinkErrorCode } from '../../../src/flow/seams.ts';

/** As the SDK throws them. */
const named = (name: string, message = 'as the service says') => Object.assign(new Error(message), { name });
const coded = (code: string, message = code) => Object.assign(new Error(message), { code });
const twoAddresses = Object.assign(
  new AggregateError([coded('ECONNREFUSED', 'connect ECONNREFUSED ::1:4567'), coded('ECONNREFUSED')], ''),
  { code: 'ECONNREFUSED' },
);
const http2 = Object.assign(
  new Error('The pending stream has been canceled', { cause: coded('ENOTFOUND', 'getaddrinfo ENOTFOUND x') }),
  { code: 'ERR_HTTP2_STREAM_CANCEL' },
);

describe('toSinkError', () => {
  test.each<[unknown, SinkErrorCode, message: string, hint: string | undefined]>([
    [twoAddresses, 'unreachable', 'connect ECONNREFUSED ::1:4567', 'AWS_ENDPOINT_URL'],
    [new AggregateError([coded('ECONNREFUSED')], ''), 'unreachable', 'ECONNREFUSED', 'AWS_ENDPOINT_URL'],
    [http2, 'unreachable', 'stream has been canceled', 'the network'],
    [
      coded('ENOTFOUND', 'getaddrinfo ENOTFOUND kinesis.eu-nowhere-1'),
      'unreachable',
      'eu-nowhere-1',
      'region',
    ],
    [coded('EAI_AGAIN'), 'unreachable', 'EAI_AGAIN', 'network'],
    [coded('ECONNRESET'), 'unreachable', 'ECONNRESET', 'network'],
    [named('TimeoutError', 'no answer in 5000 ms'), 'unreachable', 'TimeoutError: no answer', 'network'],
    [named('AbortError', 'Request aborted'), 'unreachable', 'Request aborted', 'endpoint'],
    [named('KMSAccessDeniedException'), 'denied', 'KMSAccessDenied', 'KMS key'],
    [new Error('Region is missing'), 'invalid', 'Region is missing', 'AWS_REGION'],
    [
      named('CredentialsProviderError', 'Could not load credentials'),
      'denied',
      'Could not load',
      'give this machine a role',
    ],
    [named('AccessDeniedException', 'User is not authorized'), 'denied', 'not authorized', 'policy'],
    [named('UnrecognizedClientException'), 'denied', 'UnrecognizedClientException', 'credentials'],
    [named('InvalidSignatureException'), 'denied', 'InvalidSignatureException', 'clock of this machine'],
    [named('ExpiredTokenException'), 'denied', 'ExpiredTokenException', 'credentials'],
    [named('ResourceNotFoundException', 'Stream x not found'), 'missing', 'Stream x', 'create-stream'],
    [named('ResourceInUseException'), 'unavailable', 'ResourceInUseException', undefined],
    [named('InvalidArgumentException'), 'invalid', 'InvalidArgumentException', undefined],
    [named('ValidationException'), 'invalid', 'ValidationException', undefined],
    [named('ProvisionedThroughputExceededException'), 'throttled', 'ProvisionedThroughput', undefined],
    [named('LimitExceededException'), 'throttled', 'LimitExceededException', undefined],
    [named('KMSThrottlingException'), 'throttled', 'KMSThrottlingException', undefined],
    [named('InternalFailureException'), 'unavailable', 'InternalFailureException', undefined],
    [named('SomethingNew', ''), 'unavailable', 'SomethingNew', undefined],
    [new Error(''), 'unavailable', 'Error', undefined],
    ['a string', 'unavailable', 'a string', undefined],
    [undefined, 'unavailable', 'undefined', undefined],
  ])('%s', (thrown, code, message, hint) => {
    const error = toSinkError(thrown, 'read stream "logs"');
    expect(error).toBeInstanceOf(SinkError);
    expect([error.code, error.cause]).toEqual([code, thrown]);
    expect(error.message).toMatch(/^cannot read stream "logs": ./);
    expect(error.message).toContain(message);
    if (hint === undefined) expect(error.hint).toBeUndefined();
    else expect(error.hint).toContain(hint);
  });

  test('names the permission that is missing', () => {
    const error = toSinkError(named('AccessDeniedException'), 'put', 'kinesis:PutRecords');
    expect(error.hint).toContain('allow kinesis:PutRecords on this stream');
  });

  test('says where credentials were looked for', () => {
    const thrown = named('CredentialsProviderError', 'Could not load');
    expect(withSources(thrown, {})).toBe(thrown);
    expect(toSinkError(thrown, 'put').hint).toContain('looked for in this order: environment (');
  });

  test('leaves alone what is one already', () => {
    const error = new SinkError('missing', 'gone');
    expect(toSinkError(error, 'do something else')).toBe(error);
  });

  test('says the name of an error once', () => {
    expect(toSinkError(named('ThrottlingException', 'ThrottlingException: slow'), 'x').message).toBe(
      'cannot x: ThrottlingException: slow',
    );
  });
});

test.each<[code: string, expected: boolean]>([
  ['ProvisionedThroughputExceededException', true],
  ['KMSThrottlingException', true],
  ['InternalFailure', false],
  ['', false],
])('the record error code %j is for the throughput: %s', (code, expected) => {
  expect(isThroughputExceeded(code)).toBe(expected);
});

test('an expired iterator is told by its name', () => {
  expect(isExpiredIterator(named('ExpiredIteratorException'))).toBe(true);
  expect(isExpiredIterator(named('ResourceNotFoundException'))).toBe(false);
  expect(isExpiredIterator('ExpiredIteratorException')).toBe(false);
});
