import { expect, test } from 'vitest';
import { isSamePlace } from '../../../src/listen/options.ts';

test.each<[string, string, boolean]>([
  ['tcp://127.0.0.1:514', 'tcp://127.0.0.1:514', true],
  ['tcp://127.0.0.1:514', 'tcp://localhost:514', true],
  ['tcp://127.0.0.1:514', 'tcp://0.0.0.0:514', true],
  ['tcp://[::]:514', 'tcp://10.0.0.1:514', true],
  ['unix:/a', 'unix:///a', true],
  ['tcp://127.0.0.1:514', 'udp://127.0.0.1:514', false],
  ['tcp://127.0.0.1:514', 'tcp://127.0.0.1:515', false],
  ['tcp://127.0.0.1:514', 'tcp://127.0.0.2:514', false],
  ['tcp://127.0.0.1:0', 'tcp://127.0.0.1:0', false],
  ['unix:/a', 'unix:/b', false],
  ['unix:/a', 'tcp://127.0.0.1:514', false],
])('%s and %s: %s', (one, other, is) => {
  expect(isSamePlace(one, other)).toBe(is);
  expect(isSamePlace(other, one)).toBe(is);
});
