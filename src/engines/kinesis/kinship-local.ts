import { resolve } from 'node:path';
import type { Engine, EngineOptions } from '../engine.ts';
import { freePort } from '../process/free-port.ts';
import { startChild } from '../process/start-child.ts';
import { nodeLaunch } from './node-launch.ts';

const name = 'kinship local';
/** It takes half a second, and longer on a loaded machine. */
const startLimitMs = 30_000;
const stopLimitMs = 5_000;

/** Runs our own Kinesis as a user would: `kinship local`, as a process that ends with the one that started it. */
export function kinshipLocalProcess(options: EngineOptions): Promise<Engine> {
  const prepare = async (folder: string) => {
    const port = await freePort(name, options.port);
    const args = ['local', `--port=${port}`, `--data=${folder}`, '--end-with-stdin'];
    return nodeLaunch({ entry: '../../cli/main', args, port, env: options.env });
  };
  const folder = resolve(options.dataDir, 'kinship-local');
  return startChild({ name, folder, startLimitMs, stopLimitMs, prepare }, options);
}
