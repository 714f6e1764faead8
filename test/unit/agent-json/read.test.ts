import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { agentKeys, flowKeys, processingKeys } from '../../../src/agent-json/keys.ts';
import { readAgentJson } from '../../../src/agent-json/read.ts';
import { configSchema } from '../../../src/config/schema.ts';

function read(text: string, blocks = false, ...others: string[]) {
  const more = others.map((other, index) => ({ path: `agent.d/${index}.json`, text: other }));
  const { flows, ...rest } = readAgentJson([{ path: 'agent.json', text }, ...more], { blocks });
  const plain = { agent: { flows: flows.map(({ flow }) => flow) } };
  return { ids: flows.map(({ id }) => id), plain, ...rest };
}

const flow = (more: object, target: object = { kinesisStream: 's' }) =>
  JSON.stringify({ filePattern: '/var/log/a.log*', ...target, ...more });
const agent = (flows: string, more = '') => `{${more}"flows": [${flows}]}`;

/** The options that a flow becomes, with our defaults. */
function optionsOf(text: string, blocks = false) {
  const { plain, problems } = read(text, blocks);
  expect(problems).toEqual([]);
  const [only] = configSchema.parse(plain).agent?.flows ?? [];
  if (only === undefined) throw new Error('there is no flow');
  return { input: only.inputs[0], output: only.output };
}

test.each<[string, object, object, object]>([
  [
    'nothing but where to and from',
    {},
    { startAt: 'end', paths: ['/var/log/a.log*'] },
    { flushDelayMs: 60_000 },
  ],
  ['the beginning', { initialPosition: 'START_OF_FILE' }, { startAt: 'beginning' }, {}],
  [
    'buffers',
    { maxBufferAgeMillis: 1_000, maxBufferSizeRecords: '50', maxBufferSizeBytes: 1_000 },
    {},
    {
      flushDelayMs: 1_000,
      compat: expect.objectContaining({ bufferRecordsMax: 50, bufferBytesMax: 1_000 }),
    },
  ],
  [
    'polls',
    { minTimeBetweenFilePollsMillis: 500, maxTimeBetweenFileTrackerRefreshMillis: 20_000 },
    {
      pollDelayMs: 500,
      discoverDelayMs: 20_000,
    },
    {},
  ],
  ['a header', { skipHeaderLines: 2 }, { skipHeaderLines: 2 }, {}],
  [
    'several lines',
    { multiLineStartPattern: String.raw`\s+at` },
    {
      multiline: expect.objectContaining({ start: String.raw`^(?:[\t\n\v\f\r ]+at)` }),
    },
    {},
  ],
  [
    'the key and the terminator',
    { partitionKeyOption: 'DETERMINISTIC', truncatedRecordTerminator: '…' },
    {},
    {
      compat: expect.objectContaining({
        partitionKeyOption: 'DETERMINISTIC',
        truncatedRecordTerminator: '…',
      }),
    },
  ],
])('%s', (_name, more, input, output) => {
  const options = optionsOf(agent(flow(more)));
  expect(options.input).toMatchObject(input);
  expect(options.output).toMatchObject({ type: 'kinesis', stream: 's', format: 'compat', ...output });
});

test('Firehose, with joined lines', () => {
  const { output } = optionsOf(agent(flow({ aggregatedRecordSizeBytes: 5_120 }, { deliveryStream: 'd' })));
  expect(output).toMatchObject({
    type: 'firehose',
    deliveryStream: 'd',
    format: 'compat',
    joinedBytesMax: 5_120,
  });
});

test.each<[string, string, object]>([
  ['none', '', { region: 'us-east-1' }],
  ['an empty one', '"kinesis.endpoint": "",', { region: 'us-east-1' }],
  [
    'a region’s own',
    '"kinesis.endpoint": "https://kinesis.eu-west-1.amazonaws.com",',
    { region: 'eu-west-1' },
  ],
  [
    'one without a protocol',
    '"kinesis.endpoint": "kinesis.cn-north-1.amazonaws.com.cn",',
    { region: 'cn-north-1' },
  ],
  [
    'one in a VPC',
    '"kinesis.endpoint": "vpce-1.kinesis.eu-west-1.vpce.amazonaws.com",',
    { region: 'eu-west-1', endpoint: 'https://vpce-1.kinesis.eu-west-1.vpce.amazonaws.com' },
  ],
  [
    'one of this machine, with a region',
    '"kinesis.endpoint": "http://127.0.0.1:4567", "kinesis.region": "us-west-2",',
    { region: 'us-west-2', endpoint: 'http://127.0.0.1:4567' },
  ],
  [
    'rights',
    '"awsAccessKeyId": "a", "awsSecretAccessKey": "b", "assumeRoleARN": "arn:r", "assumeRoleExternalId": "e",',
    {
      credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
      assumeRole: { arn: 'arn:r', externalId: 'e' },
    },
  ],
])('the endpoint: %s', (_name, more, output) => {
  const found = optionsOf(agent(flow({}), more)).output;
  expect(found).toMatchObject(output);
  if (!('endpoint' in output)) expect(found.endpoint).toBeUndefined();
});

test.each<[object, unknown]>([
  [{ optionName: 'LOGTOJSON', logFormat: 'APACHEERRORLOG' }, 'apache_error'],
  [{ optionName: 'LOGTOJSON', logFormat: 'RFC3339SYSLOG' }, 'syslog'],
  [{ optionName: 'LOGTOJSON', logFormat: 'SYSLOG', matchPattern: '(.*)', customFieldNames: ['a'] }, 'auto'],
  [
    { optionName: 'CSVTOJSON', customFieldNames: ['a'], delimiter: '\\t' },
    expect.objectContaining({ columns: ['a'], delimiter: '\t' }),
  ],
  [
    { optionName: 'CSVTOJSON', customFieldNames: ['a'], delimiter: '\\|' },
    expect.objectContaining({ type: 'csv', delimiter: '|' }),
  ],
  [{ optionName: 'CSVTOJSON', customFieldNames: ['a'], delimiter: ', *' }, 'auto'],
])('blocks of %j', (option, format) => {
  expect(optionsOf(agent(flow({ dataProcessingOptions: [option] })), true).input?.format).toEqual(format);
});

test('blocks have our own formats', () => {
  const processing = { dataProcessingOptions: [{ optionName: 'LOGTOJSON', logFormat: 'COMMONAPACHELOG' }] };
  const { input, output } = optionsOf(agent(flow(processing)), true);
  expect([input?.format, output.format]).toEqual(['common', 'block']);
  expect(optionsOf(agent(flow({}, { deliveryStream: 'd' })), true).output.format).toBe('json');
});

test('flows of agent.d are there too, each once, under names that last', () => {
  const one = flow({});
  const two = flow({}, { kinesisStream: 'other' });
  const { ids, plain } = read(agent(one), false, agent(two), agent(one));
  expect(ids).toEqual(['kinesis:s:/var/log/a.log*', 'kinesis:other:/var/log/a.log*']);
  const again = read(agent(`${two},${one}`));
  expect(again.plain.agent.flows.map(({ name }) => name)).toEqual(
    plain.agent.flows.map(({ name }) => name).toReversed(),
  );
});

test('a folder is named as it is, whatever is in its name', () => {
  const { input } = optionsOf(agent(flow({ filePattern: '/a*b/[c]/d?.log*' })));
  expect(input).toMatchObject({ paths: [String.raw`/a\*b/\[c]/d?.log*`] });
});

describe('what is wrong', () => {
  const wrong = (text: string) =>
    read(text).problems.map(({ line, column, message }) => `${line}:${column} ${message}`);

  test.each<[string, string, string]>([
    [
      'no JSON',
      '{"flows": [\n  {"filePattern" "a"}]}',
      '2:18 this is not valid JSON: a colon is missing behind the name',
    ],
    ['no object', '[1]', '1:1 the file must be one object in braces'],
    ['a comma too many', '{"flows": [],}', '1:14 this is not valid JSON: a value is missing'],
    ['no flow', '{\n"flows": []}', '2:10 flows has no flow'],
    [
      'a word',
      agent('{"filePattern": "/a", "kinesisStream": "s",\n"skipHeaderLines": "x"}'),
      '2:20 flows[0].skipHeaderLines must be a whole number from 0 to 1000, but is x',
    ],
    [
      'no stream',
      agent('{"filePattern": "/a/b"}'),
      '1:12 flows[0].kinesisStream or deliveryStream must be there, and not both',
    ],
    [
      'no folder',
      agent('{"kinesisStream": "s", "filePattern": "b"}'),
      '1:50 flows[0].filePattern must be a path with a file name',
    ],
    [
      'a pattern',
      agent(flow({ multiLineStartPattern: '(' })),
      '1:89 flows[0].multiLineStartPattern must be a regular expression: Invalid regular expression: /^(?:()/: Unterminated group',
    ],
    [
      'a plug-in',
      agent(
        '{"filePattern": "/a/b", "kinesisStream": "s",\n"dataProcessingOptions": [{"optionName": "USINGPLUGGIN"}]}',
      ),
      '2:42 flows[0].dataProcessingOptions[0].optionName is USINGPLUGGIN',
    ],
    [
      'names that are too few',
      agent(
        '{"filePattern": "/a/b", "kinesisStream": "s",\n"dataProcessingOptions": [{"optionName": "LOGTOJSON", "logFormat": "SYSLOG",\n"customFieldNames": ["a"]}]}',
      ),
      '3:21 flows[0].dataProcessingOptions[0].customFieldNames must be 5 names, as many as SYSLOG has values',
    ],
  ])('%s', (_name, text, problem) => {
    expect(wrong(text)).toEqual([problem]);
  });

  test('a flow that cannot be run leaves the others', () => {
    const { ids, problems } = read(agent(`{}, ${flow({})}`));
    expect([ids.length, problems.length]).toEqual([1, 2]);
  });
});

test('what is done differently, or of no use, or not known, stops nothing and is told with its place', () => {
  const { notes, problems } = read(
    '{ // a comment\n"cloudwatch.emitMetrics": true, "typo": 1,\n"flows": [{"filePattern": "/a/b", "kinesisStream": "s", "publishQueueCapacity": 10}]}',
  );
  expect(problems).toEqual([]);
  expect(notes.map(({ line, column, path, kind }) => `${line}:${column} ${path} ${kind}`)).toEqual([
    '2:1 cloudwatch.emitMetrics unused',
    '2:33 typo unknown',
    '3:12 flows[0].filePattern differently',
    '3:57 flows[0].publishQueueCapacity differently',
  ]);
});

test('the page has every key, with what is made of it', () => {
  const page = readFileSync(new URL('../../../docs/amazon-kinesis-agent.md', import.meta.url), 'utf8');
  const options = Object.entries(processingKeys).flatMap(([name, keys]) =>
    Object.entries(keys).map(([key, rule]) => [`${name}: ${key}`, rule] as const),
  );
  const rows = [...Object.entries(agentKeys), ...Object.entries(flowKeys), ...options].map(
    ([key, { is, note }]) => `| \`${key}\` | ${is === 'unused' ? 'no use here' : is} | ${note} |`,
  );
  for (const row of rows) expect(page).toContain(`${row}\n`);
});
