import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, constants, mkdtempSync, openSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'end-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

const source = (path: string) => JSON.stringify(new URL(`../../../src/${path}`, import.meta.url));

/** To open a pipe that nobody writes is a call that is never answered: the thread that makes it waits in the kernel. */
const blocked = (pipe: string) => `
  import { openDiskFile } from ${source('sources/file/disk-file.ts')};
  import { endIfCallsAreOut } from ${source('cli/end-process.ts')};
  import { listenForStop } from ${source('cli/stop-signals.ts')};
  const signals = listenForStop();
  const open = () => openDiskFile({ path: ${JSON.stringify(pipe)}, device: '1', inode: '1', size: 0, modifiedNs: 0n });
  const error = await open().catch((error) => error);
  console.log(error.name);`;

async function run(script: (pipe: string) => string) {
  const pipe = join(folder, 'pipe');
  spawnSync('mkfifo', [pipe]);
  const child = spawn(process.execPath, ['--input-type=module', '--eval', script(pipe)]);
  const exited = once(child, 'exit');
  let output = '';
  for await (const data of child.stdout) {
    output += String(data);
    if (output.includes('twice')) for (const signal of ['SIGTERM', 'SIGINT'] as const) child.kill(signal);
  }
  const [code, signal] = await exited;
  closeSync(openSync(pipe, constants.O_RDWR)); // Nothing waits for it any more, in any case.
  return { code, signal, output };
}

test('a process that is done ends, though a call has no answer', async () => {
  const script = (pipe: string) => `${blocked(pipe)}
    signals.dispose();
    await endIfCallsAreOut(process.stdout);`;
  expect(await run(script)).toEqual({ code: null, signal: 'SIGTERM', output: 'NotAnswered\n' });
}, 20_000);

test('the second signal ends a process that waits for what has no answer', async () => {
  const script = (pipe: string) => `${blocked(pipe)}
    console.log('twice');
    await new Promise(() => {});`;
  expect(await run(script)).toEqual({ code: null, signal: 'SIGTERM', output: 'NotAnswered\ntwice\n' });
}, 20_000);
