import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { isGone } from '../../../../src/engines/process/process-table.ts';
import { type ChildSpec, startChild } from '../../../../src/engines/process/start-child.ts';

let folder = '';
beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'engine-')));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const lasts = 'setInterval(() => {}, 1000);';
const isReady = `require('fs').writeFileSync('ready', '');`;

/** An engine that is a line of JavaScript, and ready when there is a file of that name. */
function engineOf(code: string, limits: { startLimitMs?: number; stopLimitMs?: number } = {}): ChildSpec {
  return {
    name: 'toy',
    folder,
    startLimitMs: 10_000,
    stopLimitMs: 10_000,
    ...limits,
    prepare: async (claimed) => ({
      command: process.execPath,
      args: ['-e', code, claimed],
      env: process.env,
      url: 'http://127.0.0.1:1',
      missing: async () => (existsSync(join(claimed, 'ready')) ? undefined : 'there is no file'),
    }),
  };
}

function start(spec: ChildSpec, signal?: AbortSignal, told: string[] = []) {
  return startChild(spec, { progress: (line) => told.push(line), ...(signal ? { signal } : {}) });
}

const pidOf = (): number => Number(readFileSync(join(folder, 'engine.pid'), 'utf8'));

describe('a process of its own', () => {
  test('is there when ready, and gone when stopped, however often', async () => {
    const engine = await start(engineOf(isReady + lasts));
    const pid = pidOf();
    expect(engine.name).toBe('toy (process)');
    expect(await isGone(pid)).toBe(false);
    await Promise.all([engine.stop(), engine.stop()]);
    expect(await isGone(pid)).toBe(true);
    expect(existsSync(join(folder, 'engine.pid'))).toBe(false);
  });

  test('that ends while starting is told with the end of its log', async () => {
    const starting = start(engineOf(`console.error('no such disk'); process.exit(3)`));
    await expect(starting).rejects.toMatchObject({
      code: 'exited',
      message: expect.stringMatching(
        /^toy ended with 3 while starting\. The end of .*engine\.log:\n {2}no such disk$/,
      ),
    });
  });

  test('that is never ready is ended at its limit', async () => {
    const starting = start(engineOf(lasts, { startLimitMs: 500 }));
    await expect(starting).rejects.toThrow('toy was not ready after 0.5 s: there is no file.');
    expect(existsSync(join(folder, 'engine.pid'))).toBe(false);
  });

  test('that ignores SIGTERM gets SIGKILL', async () => {
    const stubborn = `process.on('SIGTERM', () => {});`;
    const engine = await start(engineOf(stubborn + isReady + lasts, { stopLimitMs: 300 }));
    const pid = pidOf();
    await engine.stop();
    expect(await isGone(pid)).toBe(true);
  });

  test('is given up when the caller aborts', async () => {
    const stop = new AbortController();
    const starting = start(engineOf(lasts), stop.signal);
    setTimeout(() => stop.abort(new Error('enough')), 300);
    await expect(starting).rejects.toThrow('enough');
    expect(existsSync(join(folder, 'engine.pid'))).toBe(false);
  });

  test('that cannot be started says why', async () => {
    const spec = engineOf('');
    const prepare = async (claimed: string) => ({
      ...(await spec.prepare(claimed)),
      command: '/nowhere/java',
    });
    await expect(start({ ...spec, prepare })).rejects.toThrow(
      /^toy could not be started: \/nowhere\/java: .*ENOENT/,
    );
  });
});

describe('one folder', () => {
  test('has one engine at a time', async () => {
    const engine = await start(engineOf(isReady + lasts));
    const pid = pidOf();
    await expect(start(engineOf(isReady + lasts))).rejects.toMatchObject({
      code: 'busy',
      message: expect.stringContaining(`toy running on ${folder} (its process: ${pid})`),
    });
    expect(await isGone(pid)).toBe(false);
    await engine.stop();
    await (await start(engineOf(isReady + lasts))).stop();
  });

  test('is rid of what a killed run left', async () => {
    const leftOver = spawn(process.execPath, ['-e', lasts, folder]);
    writeFileSync(join(folder, 'engine.pid'), `${leftOver.pid}\n`);
    const ended = once(leftOver, 'exit');
    const told: string[] = [];
    const engine = await start(engineOf(isReady + lasts), undefined, told);
    expect(await ended).toEqual([null, 'SIGTERM']);
    expect(told).toEqual([`ending toy (process ${leftOver.pid}), left over from a run that was killed`]);
    await engine.stop();
  });

  test('spares a process that only has the number of the one that was there', async () => {
    const stranger = spawn(process.execPath, ['-e', lasts]);
    writeFileSync(join(folder, 'engine.pid'), `${stranger.pid}\n`);
    const engine = await start(engineOf(isReady + lasts));
    await engine.stop();
    expect(stranger.exitCode ?? stranger.signalCode).toBeNull();
    stranger.kill();
  });
});
