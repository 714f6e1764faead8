import { once } from 'node:events';
import { createServer } from 'node:net';
import { expect, test } from 'vitest';
import { freePort, secondFreePort } from '../../../../src/engines/process/free-port.ts';

test('a free port, and another one', async () => {
  const port = await freePort('toy');
  expect(port).toBeGreaterThan(1023);
  expect(await freePort('toy', port)).toBe(port);
  expect(await secondFreePort('toy', port)).not.toBe(port);
});

test('a port that is taken is an error that names it', async () => {
  const port = await freePort('toy');
  const server = createServer().listen(port, '127.0.0.1');
  await once(server, 'listening');
  const wanted = freePort('toy', port);
  await expect(wanted).rejects.toThrow(`toy cannot listen on 127.0.0.1:${port}`);
  await expect(wanted).rejects.toMatchObject({ code: 'port-taken' });
  server.close();
});
