import { describe, expect, test } from 'vitest';
import { inputs, type Operation } from '../../../../src/local-stream/http/members.ts';
import { readInput } from '../../../../src/local-stream/http/read-input.ts';

function read(operation: Operation, json: unknown): unknown {
  return readInput(operation, Buffer.from(typeof json === 'string' ? json : JSON.stringify(json)));
}

describe('what is read', () => {
  test.each<[string, Operation, json: unknown, input: unknown]>([
    ['nothing', 'DescribeLimits', {}, {}],
    ['only what is known', 'DescribeStream', { StreamName: 'a', Nope: [1] }, { StreamName: 'a' }],
    ['null as missing', 'DescribeStream', { StreamName: 'a', Limit: null }, { StreamName: 'a' }],
    [
      'whole numbers',
      'CreateStream',
      { StreamName: 'a', ShardCount: 2.9 },
      { StreamName: 'a', ShardCount: 2 },
    ],
    [
      'seconds',
      'GetShardIterator',
      { StreamName: 'a', ShardId: 's', ShardIteratorType: 'AT_TIMESTAMP', Timestamp: 1.5 },
      { StreamName: 'a', ShardId: 's', ShardIteratorType: 'AT_TIMESTAMP', Timestamp: new Date(1500) },
    ],
    [
      'a date as text',
      'ListShards',
      { StreamName: 'a', ShardFilter: { Type: 'AT_TIMESTAMP', Timestamp: '2026-01-02T03:04:05Z' } },
      {
        StreamName: 'a',
        ShardFilter: { Type: 'AT_TIMESTAMP', Timestamp: new Date('2026-01-02T03:04:05Z') },
      },
    ],
    [
      'bytes',
      'PutRecord',
      { StreamName: 'a', Data: 'QUJD', PartitionKey: 'k' },
      { StreamName: 'a', Data: Buffer.from('ABC'), PartitionKey: 'k' },
    ],
    [
      'a tag with the name of the prototype',
      'AddTagsToStream',
      '{"StreamName":"a","Tags":{"__proto__":"x"}}',
      { StreamName: 'a', Tags: Object.fromEntries([['__proto__', 'x']]) },
    ],
    [
      'a member that asks for what is done anyway',
      'PutRecord',
      { Data: '', PartitionKey: 'k', DryRun: false },
      { Data: Buffer.alloc(0), PartitionKey: 'k' },
    ],
  ])('%s', (_name, operation, json, input) => {
    expect(read(operation, json)).toEqual(input);
  });

  test('is known of every operation', () => {
    expect(Object.keys(inputs).length).toBe(28);
  });
});

describe('the wrong type', () => {
  test.each<[string, Operation, json: unknown, message: string]>([
    ['no body', 'ListStreams', '', 'no body'],
    ['no JSON', 'ListStreams', '{', 'not JSON'],
    ['no object', 'ListStreams', '"x"', 'Expected null'],
    ['a list as input', 'ListStreams', [], 'Start of list found where not expected'],
    [
      'a number as text',
      'DescribeStream',
      { StreamName: 1 },
      'class com.amazon.coral.value.json.numbers.TruncatingBigNumber can not be converted to an String',
    ],
    [
      'a text as number',
      'ListStreams',
      { Limit: '1' },
      'class java.lang.String can not be converted to an Integer',
    ],
    [
      'an object as text',
      'DescribeStream',
      { StreamName: {} },
      'Start of structure or map found where not expected.',
    ],
    ['a text as list', 'PutRecords', { Records: 'x' }, 'Expected list or null'],
    ['a text as record', 'PutRecords', { Records: ['x'] }, 'Expected null'],
    ['a text as map', 'AddTagsToStream', { Tags: 'x' }, 'Expected map or null'],
    [
      'data that is no base64',
      'PutRecord',
      { Data: 'x!', PartitionKey: 'k' },
      'can not be converted to a Blob',
    ],
    ['a date that is none', 'ListShards', { StreamCreationTimestamp: 'soon' }, 'milliseconds since epoch'],
    ['a date beyond all', 'ListShards', { StreamCreationTimestamp: 1e300 }, 'milliseconds since epoch'],
  ])('%s is a SerializationException', (_name, operation, json, message) => {
    expect(() => read(operation, json)).toThrow(
      expect.objectContaining({
        name: 'SerializationException',
        status: 400,
        message: expect.stringContaining(message),
      }),
    );
  });
});

describe('a value that is not allowed', () => {
  const record = { Data: 'QUJD', PartitionKey: 'k' };
  const at = (place: string, value: string, constraint: string) =>
    `Value ${value} at '${place}' failed to satisfy constraint: ${constraint}`;

  test.each<[string, Operation, json: unknown, problems: string[]]>([
    ['missing', 'CreateStream', {}, [at('streamName', 'null', 'Member must not be null')]],
    [
      'of other characters',
      'DescribeStream',
      { StreamName: 'a b' },
      [at('streamName', "'a b'", 'Member must satisfy regular expression pattern: [a-zA-Z0-9_.-]+')],
    ],
    [
      'empty: both rules are broken',
      'DescribeStream',
      { StreamName: '' },
      [
        at('streamName', "''", 'Member must satisfy regular expression pattern: [a-zA-Z0-9_.-]+'),
        at('streamName', "''", 'Member must have length greater than or equal to 1'),
      ],
    ],
    [
      'too small',
      'ListStreams',
      { Limit: 0 },
      [at('limit', "'0'", 'Member must have value greater than or equal to 1')],
    ],
    [
      'too large',
      'GetRecords',
      { ShardIterator: 'x', Limit: 10_001 },
      [at('limit', "'10001'", 'Member must have value less than or equal to 10000')],
    ],
    [
      'none of the choices',
      'UpdateShardCount',
      { StreamName: 'a', TargetShardCount: 1, ScalingType: 'X' },
      [at('scalingType', "'X'", 'Member must satisfy enum value set: [UNIFORM_SCALING]')],
    ],
    [
      'inside a structure',
      'ListShards',
      { ShardFilter: {} },
      [at('shardFilter.type', 'null', 'Member must not be null')],
    ],
    [
      'inside a record',
      'PutRecords',
      { Records: [record, { Data: 'QUJD', PartitionKey: '' }, {}] },
      [
        at('records.2.member.partitionKey', "''", 'Member must have length greater than or equal to 1'),
        at('records.3.member.data', 'null', 'Member must not be null'),
        at('records.3.member.partitionKey', 'null', 'Member must not be null'),
      ],
    ],
    [
      'a hash key that is no number',
      'PutRecords',
      { Records: [{ ...record, ExplicitHashKey: '01' }] },
      [
        at(
          'records.1.member.explicitHashKey',
          "'01'",
          'Member must satisfy regular expression pattern: 0|([1-9]\\d{0,38})',
        ),
      ],
    ],
    [
      'no record',
      'PutRecords',
      { Records: [] },
      [at('records', "'[]'", 'Member must have length greater than or equal to 1')],
    ],
    [
      'a tag without a name',
      'AddTagsToStream',
      { Tags: { '': 'x' } },
      [
        at(
          'tags',
          "'{=x}'",
          'Map keys must satisfy constraint: [Member must have length less than or equal to 128, ' +
            'Member must have length greater than or equal to 1]',
        ),
      ],
    ],
  ])('%s', (_name, operation, json, problems) => {
    const count = `${problems.length} validation error${problems.length > 1 ? 's' : ''} detected: `;
    expect(() => read(operation, json)).toThrow(
      expect.objectContaining({ name: 'ValidationException', message: count + problems.join('; ') }),
    );
  });

  test('501 records are too many, and are not all shown', () => {
    const json = { Records: Array.from({ length: 501 }, () => record) };
    expect(() => read('PutRecords', json)).toThrow(/^1 validation error.{0,2000}less than or equal to 500$/);
  });

  test.each<[what: string, Operation, count: number, name: string]>([
    ['as many as a body can have', 'PutRecords', 4_900_000, 'SerializationException'],
    ['of another call', 'PutRecord', 4_900_000, 'SerializationException'],
    ['as many as are read', 'PutRecords', 350_000, 'ValidationException'],
  ])('empty records, %s, take no long time', (_what, operation, count, name) => {
    const json = `{"Records":[${Array(count).fill('{}').join()}]}`;
    const startMs = performance.now();
    expect(() => read(operation, json)).toThrow(expect.objectContaining({ name }));
    expect(performance.now() - startMs).toBeLessThan(1_000);
  });

  test('too many records of some size are counted unread', () => {
    const many = Array.from({ length: 50_000 }, () => record);
    expect(() => read('PutRecords', { Records: many })).toThrow(/'records' failed.* equal to 500$/);
  });

  test('large data with whatever keys is read', () => {
    const large = { ...record, Data: 'QUJD'.repeat(1_000_000) };
    for (const PartitionKey of ['Data', 'a"Data', '"Data":"'])
      expect(read('PutRecords', { Records: [{ ...large, PartitionKey }] })).toMatchObject({
        Records: [{ PartitionKey, Data: { length: 3_000_000 } }],
      });
    expect(read('PutRecord', large)).toMatchObject({ Data: { length: 3_000_000 } });
  });

  test.each<[Operation, object]>([
    ['PutRecords', { Records: [record], DryRun: true }],
    ['CreateStream', { StreamName: 'a', RecordDistributionStrategy: 'AUTO' }],
  ])('%s is told of what is not there', (operation, json) => {
    expect(() => read(operation, json)).toThrow(/is not supported here: leave it out/);
  });
});
