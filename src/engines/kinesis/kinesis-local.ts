import { join, resolve } from 'node:path';
import type { Engine } from '../engine.ts';
import { freePort, secondFreePort } from '../process/free-port.ts';
import { startChild } from '../process/start-child.ts';
import { nodeLaunch, packageFolder } from './node-launch.ts';
import type { KinesisOptions } from './options.ts';

const name = 'kinesis-local';
/** It takes 1.5 s, and longer with much to load. */
const startLimitMs = 60_000;
const stopLimitMs = 15_000;

/** Runs kinesis-local, the engine of LocalStack's Kinesis. Throws ClosedWay when it is not installed. */
export async function kinesisLocalProcess(options: KinesisOptions): Promise<Engine> {
  const installed = packageFolder(name);
  const prepare = async (folder: string) => {
    const port = await freePort(name, options.port);
    const tlsPort = await secondFreePort(name, port);
    const env = {
      ...options.env,
      ...defaults,
      ...options.environment,
      ...place(folder, installed, port, tlsPort),
    };
    const persistence = env.SHOULD_PERSIST_DATA === 'true' ? 'lasting' : 'passing';
    return nodeLaunch({ entry: 'kinesis-local-process', args: [persistence, folder], port, env });
  };
  const folder = resolve(options.dataDir, name);
  return startChild({ name, folder, startLimitMs, stopLimitMs, prepare }, options);
}

/** Times in Scala's notation. What docker-compose sets goes above these. */
const defaults = {
  CREATE_STREAM_DURATION: '50ms',
  DELETE_STREAM_DURATION: '50ms',
  SHARD_LIMIT: '100',
  SHOULD_PERSIST_DATA: 'true',
  LOAD_DATA_IF_EXISTS: 'true',
  PERSIST_INTERVAL: '1s',
};

/** Where it is on this machine: never what another machine's environment says. */
function place(folder: string, installed: string, port: number, tlsPort: number) {
  return {
    KINESIS_MOCK_CERT_PATH: join(installed, 'server.json'),
    KINESIS_MOCK_PLAIN_PORT: String(port),
    KINESIS_MOCK_TLS_PORT: String(tlsPort),
    PERSIST_PATH: folder,
    PERSIST_FILE_NAME: 'kinesis-data.json',
  };
}
