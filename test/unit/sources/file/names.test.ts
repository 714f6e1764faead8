import { expect, test } from 'vitest';
import { isRotationOf, originalsOf, rotationBase } from '../../../../src/sources/file/names.ts';

test.each<[name: string, base: string]>([
  ['app.log', 'app.log'],
  ['app.log.1', 'app.log'],
  ['app.log.12.gz', 'app.log'],
  ['app.log-20260101', 'app.log'],
  ['app.log-20260101.zst', 'app.log'],
  ['app.log.2026-01-01T10:00', 'app.log'],
  ['app-20260101.log', 'app.log'],
  ['app.1.log', 'app.log'],
  ['app.log.old', 'app.log'],
  ['messages', 'messages'],
])('%s goes back to %s', (name, base) => {
  expect(rotationBase(name)).toBe(base);
});

test.each<[original: string, path: string, expected: boolean]>([
  ['/l/app.log', '/l/app.log.1', true],
  ['/l/app.log', '/l/app.log.copy-of-monday', true],
  ['/l/app.log', '/l/app-20260101.log.gz', true],
  ['/l/app.log.1', '/l/app.log.2.gz', true],
  ['/l/app.log.1', '/l/app.log.1.gz', true],
  ['/l/app.log.2.gz', '/l/app.log.2.gz', true],
  ['/l/app.log', '/l/app.log', false],
  ['/l/app.log', '/l/app.logs', false],
  ['/l/app.log', '/m/app.log.1', false],
  ['/l/app.log', '/l/apple.log.1', false],
  ['/l/b.log.1', '/l/a.log.1', false],
])('of %s, %s may be a rotation: %s', (original, path, expected) => {
  expect(isRotationOf(original, path)).toBe(expected);
});

test('each prefix of a name may be that of the original, and its stem', () => {
  expect(originalsOf('/l/app-1.log.2.gz')).toEqual(
    expect.arrayContaining(['/l/app-1.log', '/l/app-1.log.2', '/l/app']),
  );
  expect(originalsOf('/l/app-20260101.log')).toContain('/l/app.log');
  expect(originalsOf('/l/messages')).toEqual([]);
});
