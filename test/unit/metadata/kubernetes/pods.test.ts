import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, expect, test } from 'vitest';
import { kubernetesOptions } from '../../../../src/metadata/kubernetes/options.ts';
import { PodLookups } from '../../../../src/metadata/kubernetes/pods.ts';
import { type Answer, httpService } from '../../../fakes/http-service.ts';

const folder = mkdtempSync(join(tmpdir(), 'pods-'));
afterAll(() => rmSync(folder, { recursive: true }));
const tokenFile = join(folder, 'token');
beforeEach(() => writeFileSync(tokenFile, 'token-1\n'));

const hasOpenssl = spawnSync('openssl', ['version']).status === 0;
const running = new AbortController().signal;
const pod = { namespace: 'shop', name: 'web-7d4b9-x2' };
const fields = {
  'kubernetes.labels': { app: 'web', 'app.kubernetes.io/part-of': 'shop' },
  'kubernetes.node.name': 'node-3',
};

function api({ url, headers }: IncomingMessage): Answer {
  if (headers.authorization !== `Bearer ${readFileSync(tokenFile, 'utf8').trim()}`) return 401;
  if (url === '/api/v1/namespaces/shop')
    return JSON.stringify({ kind: 'Namespace', metadata: { name: 'shop', labels: { team: 'a' } } });
  if (url !== '/api/v1/namespaces/shop/pods/web-7d4b9-x2') return 404;
  const metadata = { name: pod.name, labels: fields['kubernetes.labels'] };
  return JSON.stringify({ kind: 'Pod', metadata, spec: { nodeName: 'node-3' } });
}

function lookups(options: object, env: Record<string, string> = {}) {
  const told: string[] = [];
  const time = { nowMs: 1_000 };
  const pods = new PodLookups(kubernetesOptions.parse({ tokenFile, ...options }), {
    env,
    nowMs: () => time.nowMs,
    missing: ({ message, hint = '' }) => told.push(`${message} (${hint})`),
  });
  return { pods, told, time };
}

test('a pod is asked for once', async () => {
  await using service = await httpService(api);
  const { pods, told } = lookups({ endpoint: service.url });
  expect(await pods.fieldsOf(pod, running)).toEqual(fields);
  expect(await pods.fieldsOf(pod, running)).toEqual(fields);
  expect(service.asked).toEqual(['GET /api/v1/namespaces/shop/pods/web-7d4b9-x2']);
  expect(told).toEqual([]);
});

test('labels of its namespace, which is asked for once too', async () => {
  await using service = await httpService(api);
  const { pods } = lookups({ endpoint: service.url, namespaceLabels: true });
  const namespace = { 'kubernetes.namespace_labels': { team: 'a' } };
  expect(await pods.fieldsOf(pod, running)).toEqual({ ...fields, ...namespace });
  expect(await pods.fieldsOf({ ...pod, name: 'gone' }, running)).toEqual(namespace);
  expect(service.asked.filter((asked) => asked === 'GET /api/v1/namespaces/shop')).toHaveLength(1);
});

test('a pod that is gone has no fields, and is not asked for again', async () => {
  await using service = await httpService(api);
  const { pods, told } = lookups({ endpoint: service.url });
  for (let turn = 0; turn < 3; turn += 1)
    expect(await pods.fieldsOf({ ...pod, name: 'gone' }, running)).toEqual({});
  expect(service.asked).toHaveLength(1);
  expect(told).toEqual([]);
});

test('a new token is used from when it is there', async () => {
  await using service = await httpService(api);
  const { pods } = lookups({ endpoint: service.url, podsMax: 1 });
  await pods.fieldsOf(pod, running);
  writeFileSync(tokenFile, 'token-2');
  await pods.fieldsOf({ ...pod, name: 'other' }, running);
  expect(await pods.fieldsOf(pod, running)).toEqual(fields); // Of one pod at most it remembers the last.
  expect(service.asked).toHaveLength(3);
});

test('after a failure nothing is asked for a while, and then again', async () => {
  let isDown = true;
  await using service = await httpService((request) => (isDown ? 503 : api(request)));
  const { pods, told, time } = lookups({ endpoint: service.url });
  expect(await pods.fieldsOf(pod, running)).toEqual({});
  expect(await pods.fieldsOf(pod, running)).toEqual({});
  expect(service.asked).toHaveLength(1);
  expect(told).toEqual([expect.stringContaining('answered with 503')]);
  isDown = false;
  time.nowMs += 31_000;
  expect(await pods.fieldsOf(pod, running)).toEqual(fields);
});

test.each<[name: string, answer: Answer, words: RegExp]>([
  ['no right', 403, /403 .*role that may get pods/],
  ['no answer', 'never', /no answer in time/],
  ['no JSON', 'x', /did not answer with JSON/],
])('%s is told', async (_name, answer, words) => {
  await using service = await httpService(() => answer);
  const { pods, told } = lookups({ endpoint: service.url, timeoutMs: 100 });
  expect(await pods.fieldsOf(pod, running)).toEqual({});
  expect(told[0]).toMatch(words);
});

test.each<[options: object, words: RegExp]>([
  [{}, /KUBERNETES_SERVICE_HOST is not set/],
  [{ endpoint: 'http://127.0.0.1:1', tokenFile: '/none' }, /ENOENT/],
])('without what a pod has: %j', async (options, words) => {
  const { pods, told } = lookups(options);
  expect(await pods.fieldsOf(pod, running)).toEqual({});
  expect(told[0]).toMatch(words);
});

test.skipIf(!hasOpenssl)(
  'the API server is known by the certificate authority of the service account',
  async () => {
    const tls = certificate();
    await using service = await httpService(api, tls);
    const env = { KUBERNETES_SERVICE_HOST: '127.0.0.1', KUBERNETES_SERVICE_PORT: new URL(service.url).port };
    const { pods, told } = lookups({ caFile: join(folder, 'cert.pem') }, env);
    expect(await pods.fieldsOf(pod, running)).toEqual(fields);
    const stranger = lookups({ caFile: tokenFile }, env);
    expect(await stranger.pods.fieldsOf(pod, running)).toEqual({});
    expect(stranger.told[0]).toMatch(/certificate|PEM/i);
    expect(told).toEqual([]);
  },
);

function certificate() {
  const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
  const names = ['-subj', '/CN=127.0.0.1', '-addext', 'subjectAltName=IP:127.0.0.1'];
  const files = ['-keyout', key, '-out', cert];
  const kind = ['-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '1'];
  execFileSync('openssl', ['req', ...kind, ...names, ...files], { stdio: 'ignore' });
  return { key: readFileSync(key), cert: readFileSync(cert) };
}
