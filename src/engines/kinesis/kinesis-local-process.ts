/**
 * The process that kinesis-local runs in: `node kinesis-local-process.ts FOLDER`; the rest is in its environment.
 * kinesis-local listens on 0.0.0.0 and has no option against it, so `listen` is taught to stay on loopback.
 */
import { Server } from 'node:net';

const listen = Server.prototype.listen;

Server.prototype.listen = function listenOnLoopback(this: Server, ...args: unknown[]): Server {
  return Reflect.apply(listen, this, args.map(toLoopback));
};

function toLoopback(argument: unknown): unknown {
  if (argument === '0.0.0.0' || argument === '::') return '127.0.0.1';
  const hasPort = typeof argument === 'object' && argument !== null && 'port' in argument;
  return hasPort ? { ...argument, host: '127.0.0.1' } : argument;
}

// When the process that started this one is gone, this one goes the way it would on SIGTERM: it saves its streams.
process.stdin.once('end', () => process.kill(process.pid, 'SIGTERM')).resume();

// A name that is not a literal: the package has no types, and exports nothing.
const emulator = 'kinesis-local';
await import(emulator);
