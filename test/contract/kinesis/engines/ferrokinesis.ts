import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { connect, createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { ask } from '../../../../src/engines/process/http-probe.ts';
import type { RunningEngine } from './engine.ts';
import { relay } from './relay.ts';

const startLimitMs = 15_000;
const pollDelayMs = 50;
/** Any will do in a network of its own. */
const port = 4567;
/** As another user within, so that it needs no rights. */
const ownNetwork = { command: 'unshare', args: ['--map-root-user', '--net'] };

/**
 * ferrokinesis with limits enforced. It listens on all addresses and has no option for it, so it gets a network of its
 * own (Linux: unshare and ip), and a relay on loopback leads there.
 */
export async function startFerrokinesis(binary: string, folder: string): Promise<RunningEngine> {
  const socketPath = join(folder, 'socket');
  const relayed = fileURLToPath(new URL('./own-network.ts', import.meta.url));
  const options = ['--port', String(port), '--enforce-limits', 'true', '--shard-limit', '100'];
  const times = ['--create-stream-ms', '50', '--delete-stream-ms', '50', '--update-stream-ms', '50'];
  const inside = [process.execPath, relayed, socketPath, String(port), binary, ...options, ...times];
  const child = spawn(ownNetwork.command, [...ownNetwork.args, ...inside], {
    stdio: ['pipe', 'ignore', 'inherit'],
  });
  const server = createServer((client) => relay(client, connect(socketPath))).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the relay has no port');
  const url = `http://127.0.0.1:${address.port}`;
  const running = { url, stop: () => stop(child, server) };
  try {
    await untilReady(child, socketPath, url);
    return running;
  } catch (error) {
    await running.stop();
    throw error;
  }
}

async function untilReady(child: ChildProcess, socketPath: string, url: string): Promise<void> {
  const deadline = performance.now() + startLimitMs;
  while (!existsSync(socketPath) || 'problem' in (await ask(url))) {
    if (child.exitCode !== null) throw new Error(`ferrokinesis ended with ${child.exitCode} while starting`);
    if (performance.now() > deadline) throw new Error(`ferrokinesis was not ready after ${startLimitMs} ms`);
    await sleep(pollDelayMs);
  }
}

async function stop(child: ChildProcess, server: Server): Promise<void> {
  server.close();
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.stdin?.end();
  await ended;
}
