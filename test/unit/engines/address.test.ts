import { once } from 'node:events';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { addressFrom } from '../../../src/engines/address.ts';
import { startKinesis, startOpenSearch } from '../../../src/engines/index.ts';

const kinesisVariables = ['AWS_ENDPOINT_URL_KINESIS', 'AWS_ENDPOINT_URL'];

test.each<[string, Record<string, string>, [string, string] | undefined]>([
  ['none', {}, undefined],
  ['an empty one', { AWS_ENDPOINT_URL: ' ' }, undefined],
  ['the general one', { AWS_ENDPOINT_URL: 'http://a:1' }, ['AWS_ENDPOINT_URL', 'http://a:1']],
  [
    'the special one goes before',
    { AWS_ENDPOINT_URL: 'http://a:1', AWS_ENDPOINT_URL_KINESIS: 'http://b:2//' },
    ['AWS_ENDPOINT_URL_KINESIS', 'http://b:2'],
  ],
])('the address in the environment: %s', (_, env, expected) => {
  const found = addressFrom(env, kinesisVariables);
  expect(found && [found.variable, found.url]).toEqual(expected);
});

describe('an address of the environment', () => {
  let server: Server;
  let url = '';
  beforeEach(async () => {
    server = createServer((socket) => socket.destroy()).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    url = typeof address === 'object' && address !== null ? `http://127.0.0.1:${address.port}` : '';
  });
  afterEach(() => {
    server.close();
  });
  const optionsWith = (env: Record<string, string>) => ({
    dataDir: tmpdir(),
    cacheDir: tmpdir(),
    progress: () => {},
    env,
  });

  test('goes before all else, and its engine is left running', async () => {
    const openSearch = await startOpenSearch(optionsWith({ OPENSEARCH_URL: `${url}/` }));
    const kinesis = await startKinesis(optionsWith({ AWS_ENDPOINT_URL: url }));
    await Promise.all([openSearch.stop(), kinesis.stop()]);
    expect([openSearch.url, kinesis.url]).toEqual([url, url]);
    expect(openSearch.name).toBe(`OpenSearch at ${new URL(url).host}`);
    expect(server.listening).toBe(true);
  });

  test('is not shown with its password', async () => {
    const withPassword = url.replace('//', '//admin:secret@');
    const engine = await startOpenSearch(optionsWith({ OPENSEARCH_URL: withPassword }));
    expect(engine).toMatchObject({ url: withPassword, name: expect.not.stringContaining('secret') });
  });

  test('that is none is an error that names the variable', async () => {
    const starting = startOpenSearch(optionsWith({ OPENSEARCH_URL: 'localhost:9200' }));
    await expect(starting).rejects.toThrow(
      'OPENSEARCH_URL is not an http or https address: "localhost:9200"',
    );
  });
});
