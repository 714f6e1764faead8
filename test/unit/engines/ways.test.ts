import { expect, test } from 'vitest';
import { EngineError } from '../../../src/engines/engine.ts';
import { ClosedWay, EngineUnavailableError, openFirst, type Way } from '../../../src/engines/ways.ts';

const engine = { name: 'it', url: 'http://127.0.0.1:1', stop: async () => {} };
const open = (advice: string): Way => ({ advice, open: async () => ({ ...engine, name: advice }) });
const failing = (advice: string, error: Error): Way => ({ advice, open: () => Promise.reject(error) });

test.each<[string, Way[], string]>([
  ['the first that is open', [open('a'), open('b')], 'a'],
  ['past closed ones', [failing('a', new ClosedWay('no')), open('b'), open('c')], 'b'],
])('opens %s', async (_, ways, name) => {
  expect((await openFirst('It', ways)).name).toBe(name);
});

test('an engine that fails to start is not hidden by another one', async () => {
  const error = new EngineError('exited', 'it ended with 1');
  await expect(openFirst('It', [failing('a', error), open('b')])).rejects.toBe(error);
});

test('one message names all ways, and what is in each', async () => {
  const ways = [
    failing('set OPENSEARCH_URL', new ClosedWay('not set')),
    failing('start Docker', new ClosedWay('no runtime')),
    failing('install a JDK and Maven', new ClosedWay('only Java 11 was found')),
  ];
  const error = await openFirst('OpenSearch', ways).catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(EngineUnavailableError);
  expect(error).toMatchObject({
    code: 'unavailable',
    message: `No OpenSearch can be had. Any one of these would do:
  1. set OPENSEARCH_URL (now: not set)
  2. start Docker (now: no runtime)
  3. install a JDK and Maven (now: only Java 11 was found)`,
  });
});
