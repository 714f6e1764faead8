import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, test } from 'vitest';

/** Runs in a process of its own, since signals are its matter: waits as a consumer of 20 shards does. */
const script = `
  import { listenForStop } from ${JSON.stringify(new URL('../../../src/cli/stop-signals.ts', import.meta.url))};
  import { systemClock } from ${JSON.stringify(new URL('../../../src/cli/system-clock.ts', import.meta.url))};
  const { stop, force, dispose } = listenForStop();
  console.log('up');
  await Promise.all(Array.from({ length: 20 }, () => systemClock.sleep(60_000, stop)));
  console.log('stop', stop.aborted, force.aborted);
  if (process.argv[1] === 'twice') {
    await Promise.all(Array.from({ length: 20 }, () => systemClock.sleep(60_000, force)));
    console.log('force', force.aborted);
  }
  dispose();`;

async function run(how: 'once' | 'twice', signals: readonly NodeJS.Signals[]) {
  const child = spawn(process.execPath, ['--input-type=module', '--eval', script, how]);
  let stderr = '';
  child.stderr.on('data', (data: Buffer) => {
    stderr += data.toString();
  });
  const lines: string[] = [];
  const exited = once(child, 'exit');
  for await (const data of child.stdout) {
    lines.push(...String(data).trim().split('\n'));
    const signal = signals[lines.length - 1];
    if (signal !== undefined) child.kill(signal);
  }
  return { lines, stderr, exit: await exited };
}

test.each<NodeJS.Signals>(['SIGINT', 'SIGTERM'])(
  '%s stops, and the process can end by itself',
  async (signal) => {
    const { lines, stderr, exit } = await run('once', [signal]);
    expect(lines).toEqual(['up', 'stop true false']);
    expect([stderr, exit]).toEqual(['', [0, null]]); // No warning of too many listeners either.
  },
);

test('the second signal forces', async () => {
  const { lines, stderr, exit } = await run('twice', ['SIGTERM', 'SIGINT']);
  expect(lines).toEqual(['up', 'stop true false', 'force true']);
  expect([stderr, exit]).toEqual(['', [0, null]]);
});

test.each<[string, string, string[]]>([
  ['stops', '', ['up', 'stop']],
  [
    'reloads where that is wanted',
    "signals.reloadOnHangUp(() => console.log('reload'));",
    ['up', 'reload', 'stop'],
  ],
])('SIGHUP %s', async (_name, wish, expected) => {
  const hangUp = `
    import { listenForStop } from ${JSON.stringify(new URL('../../../src/cli/stop-signals.ts', import.meta.url))};
    const signals = listenForStop();
    ${wish}
    const waiting = setInterval(() => {}, 1_000);
    signals.stop.addEventListener('abort', () => {
      console.log('stop');
      clearInterval(waiting);
      signals.dispose();
    });
    console.log('up');`;
  const child = spawn(process.execPath, ['--input-type=module', '--eval', hangUp]);
  const lines: string[] = [];
  for await (const data of child.stdout) {
    lines.push(...String(data).trim().split('\n'));
    if (lines.at(-1) === 'up') child.kill('SIGHUP');
    if (lines.at(-1) === 'reload') child.kill('SIGTERM');
  }
  expect(lines).toEqual(expected);
});
