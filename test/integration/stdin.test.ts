import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ReceivingRoad } from './received.ts';

const projectDir = join(import.meta.dirname, '..', '..');
const receiving = new ReceivingRoad(21_721);
const { road } = receiving;

beforeAll(() => road.startLocal());
afterAll(() => road.end());

it('an agent that reads its standard input ends when that ends and all of it is acknowledged', async () => {
  const lines = 50_000;
  receiving.configure(['{type: stdin, dataset: batch}']);
  const agent = spawn(process.execPath, [join('src', 'cli', 'main.ts'), 'agent', road.config], {
    cwd: projectDir,
    env: { PATH: process.env['PATH'] ?? '', ...road.env },
    stdio: ['pipe', 'inherit', 'pipe'],
  });
  let log = '';
  agent.stderr.on('data', (text: Buffer) => {
    log += text.toString();
  });
  agent.stdin.end(Array.from({ length: lines }, (_, index) => `line ${index}`).join('\n'));
  const [code] = await once(agent, 'exit');
  expect(code, log).toBe(0);
  const events = await road.events();
  expect(new Set(events.map(({ message }) => message)).size, log).toBe(lines);
  expect(events).toHaveLength(lines);
  expect(events[0]).toMatchObject({ 'event.dataset': 'batch', '@timestamp': expect.any(Number) });
});
