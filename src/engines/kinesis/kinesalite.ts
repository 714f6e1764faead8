import { resolve } from 'node:path';
import type { Engine, EngineOptions } from '../engine.ts';
import { freePort } from '../process/free-port.ts';
import { startChild } from '../process/start-child.ts';
import { nodeLaunch, packageFolder } from './node-launch.ts';

const name = 'kinesalite';
/** It takes 0.3 s. */
const startLimitMs = 30_000;
const stopLimitMs = 5_000;

/** Runs kinesalite. Its streams last, as a LevelDB in the data folder. Throws ClosedWay when it is not installed. */
export async function kinesaliteProcess(options: EngineOptions): Promise<Engine> {
  packageFolder(name);
  const prepare = async (folder: string) => {
    const port = await freePort(name, options.port);
    return nodeLaunch({ entry: 'kinesalite-process', args: [String(port), folder], port, env: options.env });
  };
  const folder = resolve(options.dataDir, name);
  return startChild({ name, folder, startLimitMs, stopLimitMs, prepare }, options);
}
