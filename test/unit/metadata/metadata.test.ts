import { expect, test } from 'vitest';
import type { MetadataError } from '../../../src/metadata/ask.ts';
import { Metadata } from '../../../src/metadata/metadata.ts';
import { metadataOptions } from '../../../src/metadata/options.ts';
import { fitsEcs } from '../../../src/record/ecs.ts';
import type { FieldValue } from '../../../src/record/event.ts';
import { httpService } from '../../fakes/http-service.ts';
import { instanceService } from './instance-service.ts';

const running = new AbortController().signal;

/** What is found out, and what is said about it. */
function metadata(env: Record<string, string> = {}) {
  const told: string[] = [];
  const events = {
    metadataRead: (type: string, fields: object) => told.push(`${type}: ${Object.keys(fields).length}`),
    metadataMissing: (type: string, { message, hint = '' }: Error & { hint?: string | undefined }) =>
      told.push(`no ${type}: ${message} (${hint})`),
  };
  const all = new Metadata(env, events);
  const read = (...wanted: object[]): Promise<Readonly<Record<string, FieldValue>>> =>
    all.read(metadataOptions.parse(wanted), running);
  return { read, told };
}

const instance = {
  'cloud.provider': 'aws',
  'cloud.instance.id': 'i-0123456789abcdef0',
  'cloud.machine.type': 'm7g.large',
  'cloud.region': 'eu-central-1',
  'cloud.availability_zone': 'eu-central-1b',
  'cloud.account.id': '123456789012',
};

test('an EC2 instance tells what it is to who has a token, and is asked once', async () => {
  await using service = await instanceService();
  const { read, told } = metadata();
  expect(await read({ type: 'ec2', endpoint: `${service.url}/` })).toEqual(instance);
  expect(await read({ type: 'ec2', endpoint: `${service.url}/` })).toEqual(instance);
  expect(told).toEqual(['ec2: 6']);
  expect(service.asked).toEqual(['PUT /latest/api/token', 'GET /latest/dynamic/instance-identity/document']);
});

test('tags that are there become labels', async () => {
  await using service = await instanceService({ tags: { Name: 'web 1', 'app:team': 'shop', other: 'x' } });
  const wanted = { type: 'ec2', endpoint: service.url, tags: ['Name', 'app:team', 'none'] };
  expect(await metadata().read(wanted)).toEqual({
    ...instance,
    labels: { Name: 'web 1', 'app:team': 'shop' },
  });
});

test('tags that the instance does not show are told, and the rest is there', async () => {
  await using service = await instanceService();
  const { read, told } = metadata();
  expect(await read({ type: 'ec2', endpoint: service.url, tags: ['Name'] })).toEqual(instance);
  expect(told[0]).toMatch(/^no ec2 tags: .*InstanceMetadataTags/);
});

test('an answer that does not come, as beyond the hop limit, is not waited for', async () => {
  await using service = await instanceService({ isBeyondHopLimit: true });
  const { read, told } = metadata();
  const startMs = performance.now();
  const wanted = { type: 'ec2', endpoint: service.url, timeoutMs: 100 };
  expect(await read(wanted)).toEqual({});
  expect(performance.now() - startMs).toBeLessThan(5_000);
  expect(told[0]).toMatch(/^no ec2: PUT .*: no answer in time \(.*hop limit/);
  await read(wanted);
  expect(service.asked).toHaveLength(2); // What failed is asked again.
});

test.each<[document: number | string, words: RegExp]>([
  [404, /document is not there/],
  [500, /answered with 500/],
  ['<html>', /did not answer with JSON/],
  ['[1', /did not answer with JSON/],
  ['x'.repeat(300_000), /more than 262144 bytes/],
])('a document of another kind is told: %s', async (document, words) => {
  await using service = await instanceService({ document });
  const { read, told } = metadata();
  expect(await read({ type: 'ec2', endpoint: service.url })).toEqual({});
  expect(told[0]).toMatch(words);
});

test('a service that is not there is told with the reason', async () => {
  const { url } = await closedService();
  const { read, told } = metadata();
  expect(await read({ type: 'ec2', endpoint: url })).toEqual({});
  expect(told[0]).toMatch(/ECONNREFUSED/);
});

const arn = 'arn:aws:ecs:us-west-2:111122223333:task/default/158d1c8083dd49d6b527399fd6414f5c';

test.each<[name: string, task: object, fields: object]>([
  [
    'on EC2',
    { Cluster: 'default', TaskARN: arn, Family: 'curltest', Revision: '26', LaunchType: 'EC2' },
    { 'orchestrator.cluster.name': 'default', 'orchestrator.resource.name': 'curltest:26' },
  ],
  [
    'on Fargate',
    {
      Cluster: 'arn:aws:ecs:us-west-2:111122223333:cluster/shop',
      TaskARN: arn,
      Family: 'curltest',
      Revision: '3',
      AvailabilityZone: 'us-west-2d',
    },
    {
      'orchestrator.cluster.name': 'shop',
      'orchestrator.resource.name': 'curltest:3',
      'cloud.availability_zone': 'us-west-2d',
    },
  ],
])('an ECS task %s', async (_name, task, fields) => {
  await using service = await httpService(({ url }) => (url === '/v4/id/task' ? JSON.stringify(task) : 404));
  const { read } = metadata({ ECS_CONTAINER_METADATA_URI_V4: `${service.url}/v4/id` });
  expect(await read({ type: 'ecs' })).toEqual({
    'cloud.provider': 'aws',
    'cloud.region': 'us-west-2',
    'cloud.account.id': '111122223333',
    'orchestrator.type': 'ecs',
    'orchestrator.resource.type': 'task',
    'orchestrator.resource.id': arn,
    ...fields,
  });
});

test('outside ECS that is said', async () => {
  const { read, told } = metadata();
  expect(await read({ type: 'ecs' })).toEqual({});
  expect(told).toEqual([expect.stringMatching(/^no ecs: ECS_CONTAINER_METADATA_URI_V4 is not set/)]);
});

test('all of it together, in fields that the index knows', async () => {
  await using service = await instanceService();
  const fields = await metadata().read({ type: 'host' }, { type: 'ec2', endpoint: service.url });
  expect(fields).toMatchObject({ ...instance, 'host.os.type': expect.any(String) });
  for (const [name, value] of Object.entries(fields))
    for (const each of Array.isArray(value) ? value : [value]) expect(fitsEcs(name, each), name).toBe(true);
});

test('a stop ends the waiting, and nothing is said', async () => {
  await using service = await instanceService({ isBeyondHopLimit: true });
  const told: MetadataError[] = [];
  const events = {
    metadataRead: () => {},
    metadataMissing: (_: string, error: Error) => told.push(error as MetadataError),
  };
  const stop = AbortSignal.timeout(50);
  const wanted = metadataOptions.parse([{ type: 'ec2', endpoint: service.url, timeoutMs: 60_000 }]);
  expect(await new Metadata({}, events).read(wanted, stop)).toEqual({});
  expect(told).toEqual([]);
});

async function closedService() {
  await using service = await httpService(() => 404);
  return service;
}
