import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { builtCommand } from './built-command.ts';
import type { DecodedTotal } from './counting-kinesis.ts';
import { CountingStream } from './counting-stream.ts';
import { MeasuredProcess } from './measured-process.ts';
import type { ProcessUsage } from './usage.ts';

/** So many that their limits, 1 MB/s each, are not what is measured. */
const shards = 64;
/** What config/deploy/systemd/kinship-agent.service has in NODE_OPTIONS. */
const unitNodeArgs = ['--max-semi-space-size=8'];
const stallMs = 60_000;
const lookDelayMs = 20;

/** How the agent is told to read the log. */
export type AgentFormat = 'auto' | 'plain';

export interface BenchmarkLog {
  readonly path: string;
  readonly format: AgentFormat;
  readonly lines: number;
  readonly bytes: number;
}

export interface AgentRun extends ProcessUsage {
  readonly seconds: number;
  readonly records: number;
  readonly dataBytes: number;
}

/** The agent ships a log to a stream that only counts. Rejects where not every byte of the log arrived, once. */
export async function runAgentOnce(log: BenchmarkLog, nodeArgs: readonly string[] = []): Promise<AgentRun> {
  const dir = mkdtempSync(join(tmpdir(), 'kinship-bench-agent-'));
  const stream = new CountingStream(shards);
  try {
    const env = {
      AWS_ENDPOINT_URL_KINESIS: await stream.endpoint(),
      AWS_REGION: 'us-east-1',
      AWS_ACCESS_KEY_ID: 'bench',
      AWS_SECRET_ACCESS_KEY: 'bench',
    };
    const config = writeConfig(dir, log);
    const agent = new MeasuredProcess([...unitNodeArgs, ...nodeArgs, builtCommand, 'agent', config], env);
    const usage = await shipAll(agent, stream, log.lines).finally(() => agent.kill());
    const { seconds } = stream;
    const total = await stream.decoded();
    proveComplete(total, log);
    return { ...usage, seconds, records: total.records, dataBytes: total.dataBytes };
  } finally {
    await stream.close();
    rmSync(dir, { recursive: true, force: true });
  }
}

/** All options that are not about where to read and write are the agent's defaults. */
function writeConfig(dir: string, { path: paths, format }: BenchmarkLog): string {
  const config = {
    agent: {
      dataDir: join(dir, 'data'),
      inputs: [{ type: 'file', paths, format }],
      output: { type: 'kinesis', stream: 'bench' },
    },
  };
  const path = join(dir, 'agent.yaml');
  writeFileSync(path, JSON.stringify(config)); // JSON is YAML.
  return path;
}

async function shipAll(agent: MeasuredProcess, stream: CountingStream, lines: number): Promise<ProcessUsage> {
  let ended = false;
  const usage = agent.usage().finally(() => {
    ended = true;
  });
  usage.catch(() => {}); // It is awaited below; until then nobody else hears of it.
  let events = 0;
  let progressMs = performance.now();
  while (stream.events < lines && !ended) {
    await setTimeout(lookDelayMs);
    if (stream.events > events) progressMs = performance.now();
    events = stream.events;
    if (performance.now() - progressMs > stallMs)
      throw new Error(`the agent stalled after ${events} of ${lines} events:\n${agent.output}`);
  }
  agent.stop();
  return usage;
}

function proveComplete({ events, coveredBytes }: DecodedTotal, { lines, bytes }: BenchmarkLog): void {
  if (events === lines && coveredBytes === bytes) return;
  throw new Error(
    `not all arrived: ${events} of ${lines} events, ${coveredBytes} of ${bytes} bytes without a gap`,
  );
}
