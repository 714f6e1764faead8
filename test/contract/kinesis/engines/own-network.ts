/**
 * Runs an engine that listens on all addresses in a network of its own, where there is only loopback, and lets it be
 * reached by a socket file: `unshare -rn node own-network.ts SOCKET PORT COMMAND ARGUMENT…`.
 * It ends with its engine, and when its standard input closes, which is when the process that started it is gone.
 */
import { spawn, spawnSync } from 'node:child_process';
import { connect, createServer } from 'node:net';
import { relay } from './relay.ts';

const [socketPath, port, command, ...args] = process.argv.slice(2);
if (command === undefined) throw new Error('usage: own-network SOCKET PORT COMMAND ARGUMENT…');
const linkUp = { command: 'ip', args: ['link', 'set', 'lo', 'up'] };
const up = spawnSync(linkUp.command, linkUp.args, { stdio: 'inherit' });
if (up.status !== 0)
  throw new Error('the loopback interface of the new network could not be set up (ip link)');

const engine = spawn(command, args, { stdio: ['ignore', 'ignore', 'inherit'] });
engine.once('exit', (code) => process.exit(code ?? 1));
createServer((client) => relay(client, connect(Number(port), '127.0.0.1'))).listen(socketPath);

process.once('SIGTERM', () => engine.kill('SIGTERM'));
process.stdin.once('end', () => engine.kill('SIGTERM')).resume();
