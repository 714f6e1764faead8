import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { freePort } from '../../src/engines/process/free-port.ts';
import { buildCommand, builtCommand } from './built-command.ts';
import type { Load, LoadTimes } from './kinesis-load.ts';
import { LoadClient } from './load-client.ts';
import { MeasuredServer } from './measured-server.ts';
import type { CallShape } from './put-calls.ts';
import type { ProcessUsage } from './usage.ts';

/** The local stream, the limit it is compared with, and the one client of both: each a process of its own. */
export class LocalStreamRun {
  readonly #stream: MeasuredServer;
  readonly #limit: MeasuredServer;
  readonly #client: LoadClient;
  #loads = 0;

  private constructor(stream: MeasuredServer, limit: MeasuredServer, client: LoadClient) {
    this.#stream = stream;
    this.#limit = limit;
    this.#client = client;
  }

  /** Runs all three while `use` does, on data that go with them. */
  static async during<T>(nodeArgs: readonly string[], use: (run: LocalStreamRun) => Promise<T>): Promise<T> {
    buildCommand();
    const dir = mkdtempSync(join(tmpdir(), 'kinship-bench-stream-'));
    const started: MeasuredServer[] = [];
    const start = async (args: readonly string[]) => {
      const server = await MeasuredServer.start(args);
      started.push(server);
      return server;
    };
    const client = new LoadClient();
    try {
      const stream = await start([...nodeArgs, ...(await localStream(dir))]);
      return await use(
        new LocalStreamRun(
          stream,
          await start([fileURLToPath(import.meta.resolve('./bare-http.ts'))]),
          client,
        ),
      );
    } finally {
      for (const server of started) server.kill();
      await client.close();
      rmSync(dir, { recursive: true, force: true });
    }
  }

  carry(shape: CallShape, calls: number, reading: Load['reading']): Promise<LoadTimes> {
    return this.#carry(this.#stream, 'stored', shape, calls, reading);
  }

  /** The same, by the server that stores nothing. */
  carryToLimit(shape: CallShape, calls: number): Promise<LoadTimes> {
    return this.#carry(this.#limit, 'nothing', shape, calls, 'afterwards');
  }

  /** Ends the local stream. What it used, from its start on. */
  stop(): Promise<ProcessUsage> {
    return this.#stream.stop();
  }

  #carry(
    { url }: MeasuredServer,
    proof: Load['proof'],
    shape: CallShape,
    calls: number,
    reading: Load['reading'],
  ): Promise<LoadTimes> {
    this.#loads += 1;
    const stream = `load-${this.#loads}-${shape.records}-${shape.bytesPerRecord}`;
    return this.#client.carry({ url, stream, shape, calls, reading, proof });
  }
}

async function localStream(dir: string): Promise<readonly string[]> {
  const port = String(await freePort('kinship local'));
  const args = ['--port', port, '--data', join(dir, 'data'), '--no-limits', '--end-with-stdin'];
  return [builtCommand, 'local', ...args];
}
