/**
 * The process that kinesis-local runs in: `node kinesis-local-process.ts lasting|passing FOLDER`; the rest is in its
 * environment.
 * It mends what kinesis-local has no option for: it listens on all addresses; and it saves at an interval but not at its
 * end, for which it waits until the last client has closed its connection.
 */
import { readFile, stat } from 'node:fs/promises';
import { Server } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const [persistence, folder] = process.argv.slice(2);
if (folder === undefined) throw new Error('usage: kinesis-local-process lasting|passing FOLDER');
const savedFile = join(folder, 'kinesis-data.json');
const pollDelayMs = 50;
/** Saves come every second; a long one is a big one. */
const saveLimitMs = 12_000;

// It calls `listen(port, callback)`, which is every address of the machine.
const listen = Server.prototype.listen;
Server.prototype.listen = function listenOnLoopback(this: Server, port: unknown, ...rest: unknown[]): Server {
  const callback = rest.filter((argument) => typeof argument === 'function');
  return Reflect.apply(listen, this, [port, '127.0.0.1', ...callback]);
};

// Taken before kinesis-local runs: it puts its own in their place, which would stop the saving.
const exit = process.exit.bind(process);
const listenTo = process.on.bind(process);
process.once('SIGTERM', endSaved);
// Standard input closes when the process that started this one is gone.
process.stdin.once('end', endSaved).resume();
Reflect.set(process, 'on', (event: string, listener: (...args: unknown[]) => void) =>
  event === 'SIGTERM' ? process : listenTo(event, listener),
);

async function endSaved(): Promise<void> {
  const endMs = Date.now();
  const persists = persistence === 'lasting';
  while (persists && !(await savedSince(endMs)) && Date.now() < endMs + saveLimitMs) await sleep(pollDelayMs);
  exit(0);
}

/** Whether there is a save younger than that, and it is whole. */
async function savedSince(sinceMs: number): Promise<boolean> {
  try {
    if ((await stat(savedFile)).mtimeMs < sinceMs) return false;
    JSON.parse(await readFile(savedFile, 'utf8'));
    return true;
  } catch {
    return false;
  }
}

// A name that is not a literal: the package has no types, and exports nothing.
const emulator = 'kinesis-local';
await import(emulator);
