import { expect, test } from 'vitest';
import { ecsFields, fitsEcs } from '../../../src/record/ecs.ts';

test.each<[field: string, value: unknown, fits: boolean]>([
  ['message', 'text', true],
  ['message', '', true],
  ['message', 1, false],
  ['message', null, false],
  ['message', ['text'], false],
  ['log.level', 'info', true],
  ['log.level', 3, false],
  ['source.ip', '192.0.2.7', true],
  ['source.ip', 'kept as it came, and not indexed', true],
  ['http.response.status_code', 200, true],
  ['http.response.status_code', '200', false],
  ['http.response.status_code', 200.5, false],
  ['event.duration', Number.MAX_SAFE_INTEGER, true],
  ['event.duration', Number.MAX_SAFE_INTEGER + 1, false],
  ['event.duration', Number.NaN, false],
  ['@timestamp', 1_431_857_103_000, false],
  ['not.ecs', 'text', false],
  ['constructor', 'text', false],
  ['', 'text', false],
])('%s takes %j: %s', (field, value, fits) => {
  expect(fitsEcs(field, value)).toBe(fits);
});

test('no field is both a leaf and a parent', () => {
  const fields = Object.keys(ecsFields);
  expect(fields.filter((field) => fields.some((other) => other.startsWith(`${field}.`)))).toEqual([]);
});
