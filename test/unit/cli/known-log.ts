import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach } from 'vitest';
import { DiskPositionStore } from '../../../src/positions/store.ts';
import type { KnownFile } from '../../../src/record/position.ts';
import { fingerprint } from '../../../src/sources/file/identity.ts';

const main = fileURLToPath(new URL('../../../src/cli/main.ts', import.meta.url));

export let folder: string;
/** A file of 13 bytes in it. */
export let log: string;

/** Each test has a folder of its own, with a configuration and a log. */
export function useKnownLog(): void {
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'positions-'));
    log = join(folder, 'a.log');
    writeFileSync(log, 'one\ntwo\nthree');
    configure(0);
  });
  afterEach(() => rmSync(folder, { recursive: true }));
}

function configure(port: number): void {
  const output = '{type: kinesis, stream: s}';
  const input = `{type: file, paths: "${folder}/*.log"}`;
  const section = `dataDir: data\n  inputs: [${input}]\n  output: ${output}\n  http: {port: ${port}}\n`;
  writeFileSync(join(folder, 'agent.yaml'), `agent:\n  ${section}`);
}

export async function kinship(...args: readonly string[]) {
  const child = spawn(process.execPath, [main, ...args], { cwd: folder });
  const exited = once(child, 'exit');
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)]);
  const [exitCode] = (await exited) as [number | null];
  return { exitCode, said: stdout + stderr, stdout };
}

/** What the agent knows of `log`, shipped up to `offset`. */
export function known(offset: number): KnownFile {
  const { dev, ino } = statSync(log, { bigint: true });
  const head = fingerprint(readFileSync(log));
  const place = { path: log, input: 0, device: `${dev}`, inode: `${ino}` };
  return { generation: 'f00d', ...place, head, offset, lastTimedMs: 7, markers: [] };
}

export function withStore<Result>(use: (store: DiskPositionStore) => Result): Result {
  const store = new DiskPositionStore(join(folder, 'data'), { told: () => {} });
  try {
    return use(store);
  } finally {
    store.close();
  }
}

export const remember = (offset: number) => withStore((store) => store.add([known(offset)]));
export const offsetNow = () => withStore((store) => store.files()[0]?.offset);

/** Another process, as far as the commands can tell, that holds the store and answers for it. */
export async function asRunning(files: readonly KnownFile[], ask: () => Promise<void>): Promise<void> {
  const server = createServer((_request, response) => {
    response.end(JSON.stringify({ dataDir: join(folder, 'data'), flows: { default: files } }));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  configure((server.address() as AddressInfo).port); // It listens on TCP.
  const store = new DiskPositionStore(join(folder, 'data'), { told: () => {} });
  try {
    await ask();
  } finally {
    store.close();
    server.close();
  }
}
