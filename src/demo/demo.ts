import { appendFileSync, mkdirSync } from 'node:fs';
import { hostname } from 'node:os';
import { join, resolve } from 'node:path';
import { runAgent } from '../agent.ts';
import { kinesisClient } from '../aws/kinesis-client.ts';
import { type AgentOptions, fileOptionsOf, flowsOf } from '../config/agent-options.ts';
import type { ConsumerOptions } from '../config/consumer-options.ts';
import { loadConfig } from '../config/load.ts';
import { configSchema } from '../config/schema.ts';
import { runConsumer } from '../consumer.ts';
import { type Engine, startKinesis, startOpenSearch } from '../engines/index.ts';
import type { Clock, Random } from '../flow/clock.ts';
import type { FileInputOptions } from '../sources/file/options.ts';
import { AgentTelemetry } from '../telemetry/agent.ts';
import { ConsumerTelemetry } from '../telemetry/consumer.ts';
import { createLog } from '../telemetry/log.ts';
import { ensureStream } from './demo-stream.ts';
import type { DemoOutput } from './output.ts';
import { Screen } from './screen.ts';
import { startTraffic } from './traffic.ts';
import { WallboardQuery } from './wallboard-query.ts';
import { startWebServer } from './web-server.ts';

export interface DemoOptions {
  /** Files to ship instead of the demo's own access log. */
  readonly files: readonly string[];
  /** The project's folder: its `config` is used, its `.kinship` keeps everything. */
  readonly home: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly machineId: string;
  readonly output: DemoOutput;
  readonly clock: Clock;
  readonly random: Random;
  readonly stop: AbortSignal;
  readonly force: AbortSignal;
}

const shardCount = 4;
const streamName = 'kinship-demo';
const indexPrefix = 'kinship-demo';
/** Credentials for an engine on this machine, which checks none. */
export const localCredentials = { AWS_ACCESS_KEY_ID: 'local', AWS_SECRET_ACCESS_KEY: 'local' } as const;
const localRegion = 'us-east-1';
/** An access log of this size is rotated, every few minutes at the demo's pace. */
const rotateBytes = 2_000_000;
const rotatedKept = 5;
const trafficRequestsPerSecond = 50;
const secondMs = 1_000;
/** For the consumer to read what the agent put last. */
const lastReadMs = 1_500;

/** The whole road on this machine: engines, a web server under traffic, agent, consumer, and a board of figures. */
export async function runDemo(options: DemoOptions): Promise<void> {
  const screen = new Screen(options.output);
  const folder = join(options.home, '.kinship', 'demo');
  mkdirSync(folder, { recursive: true });
  const engines = await startEngines(options, folder, screen);
  try {
    await runRoad(options, folder, engines, screen);
  } finally {
    screen.keep();
    screen.say('stopping the engines');
    await Promise.allSettled([engines.openSearch.stop(), engines.kinesis.stop()]);
  }
  screen.say(`stopped; everything is kept in ${folder}, and npm start goes on from there`);
}

interface Engines {
  readonly openSearch: Engine;
  readonly kinesis: Engine;
}

async function startEngines(options: DemoOptions, folder: string, screen: Screen): Promise<Engines> {
  const { home, env, stop } = options;
  const common = { cacheDir: join(home, '.kinship', 'engines'), env, signal: stop };
  const progress = (line: string) => screen.say(line);
  const starting = [
    startOpenSearch({ ...common, dataDir: join(folder, 'opensearch'), progress }),
    startKinesis({ ...common, dataDir: join(folder, 'kinesis'), progress }),
  ] as const;
  const [openSearch, kinesis] = await Promise.allSettled(starting);
  if (openSearch.status === 'fulfilled' && kinesis.status === 'fulfilled') {
    screen.say(`${openSearch.value.name} at ${openSearch.value.url}`);
    screen.say(`${kinesis.value.name} at ${kinesis.value.url}`);
    return { openSearch: openSearch.value, kinesis: kinesis.value };
  }
  for (const started of [openSearch, kinesis]) if (started.status === 'fulfilled') await started.value.stop();
  throw openSearch.status === 'rejected'
    ? openSearch.reason
    : kinesis.status === 'rejected'
      ? kinesis.reason
      : null;
}

async function runRoad(
  options: DemoOptions,
  folder: string,
  engines: Engines,
  screen: Screen,
): Promise<void> {
  const { clock, stop, files } = options;
  const { agent, consumer } = demoConfig(options, folder, engines);
  const isNew = await ensureStream(agent.output, streamName, shardCount, clock, stop);
  screen.say(`stream "${streamName}" ${isNew ? `created with ${shardCount} shards` : 'is there'}`);
  const web = files.length > 0 ? undefined : await startWeb(folder, stop, screen);
  const road = startRoad(options, folder, agent, consumer);
  const wallboard = new WallboardQuery(engines.openSearch.url, indexPrefix);
  try {
    await Promise.race([showFigures(options, road, wallboard, screen), road.ended]);
  } finally {
    await web?.stop();
    await road.finish();
    await wallboard.close();
  }
}

/** The example configurations as they are, with the demo's folders, stream and endpoint in their variables. */
function demoConfig({ home, env, files }: DemoOptions, folder: string, { openSearch, kinesis }: Engines) {
  const mode = files.length > 0 ? 'files' : 'web';
  const demoEnv = {
    ...env,
    KINSHIP_AGENT_DIR: join(folder, `agent-${mode}`),
    KINSHIP_CONSUMER_DIR: join(folder, 'consumer'),
    KINSHIP_LOGS: join(folder, 'web', 'access.log'),
    KINSHIP_STREAM: streamName,
    KINSHIP_INDEX: indexPrefix,
    OPENSEARCH_URL: openSearch.url,
  };
  const section = loadConfig(join(home, 'config', 'agent.yaml'), configSchema, demoEnv).agent;
  const agent = section && flowsOf(section)[0]?.options;
  const consumer = loadConfig(join(home, 'config', 'consumer.yaml'), configSchema, demoEnv).consumer;
  if (agent === undefined || consumer === undefined)
    throw new Error('the example configurations lack their sections');
  const address = { endpoint: kinesis.url, region: env['AWS_REGION'] ?? localRegion };
  const inputs =
    files.length === 0
      ? agent.inputs
      : fileOptionsOf(agent.inputs)
          .slice(0, 1)
          .map((input) => inputOf(input, files));
  return {
    agent: { ...agent, inputs, output: { ...agent.output, ...address } },
    consumer: { ...consumer, source: { ...consumer.source, ...address } },
  };
}

function inputOf<Input extends FileInputOptions>(input: Input, files: readonly string[]): Input {
  return { ...input, paths: files.map((file) => resolve(file)), dataset: undefined };
}

async function startWeb(folder: string, stop: AbortSignal, screen: Screen) {
  const logFile = join(folder, 'web', 'access.log');
  mkdirSync(join(folder, 'web'), { recursive: true });
  const server = await startWebServer({ logFile, rotateBytes, keep: rotatedKept });
  const traffic = startTraffic({
    url: server.url,
    seed: 1,
    requestsPerSecond: trafficRequestsPerSecond,
    signal: stop,
  });
  screen.say(`web server at ${server.url} under self-made traffic, writing ${logFile}`);
  return {
    async stop() {
      await traffic.stop();
      await server.stop();
    },
  };
}

interface Road {
  readonly agentTelemetry: AgentTelemetry;
  readonly consumerTelemetry: ConsumerTelemetry;
  /** Rejects when one of both fails; otherwise it does not settle before the end. */
  readonly ended: Promise<unknown>;
  finish(): Promise<void>;
}

/** Agent and consumer in this process; their own log goes to a file beside their data. */
function startRoad(
  options: DemoOptions,
  folder: string,
  agent: AgentOptions,
  consumer: ConsumerOptions,
): Road {
  const { clock, random, machineId, force } = options;
  const log = createLog('info', 'json', (line) => appendFileSync(join(folder, 'kinship.jsonl'), line));
  const agentTelemetry = new AgentTelemetry(log.child({ daemon: 'agent' }));
  const consumerTelemetry = new ConsumerTelemetry(log.child({ daemon: 'consumer' }));
  const agentStop = new AbortController();
  const consumerStop = new AbortController();
  const common = { clock, random, connect: kinesisClient, force };
  const running = [
    runAgent(agent, {
      ...common,
      telemetry: agentTelemetry,
      hostName: hostname(),
      machineId,
      stop: agentStop.signal,
    }),
    runConsumer(consumer, {
      ...common,
      telemetry: consumerTelemetry,
      stdout: options.output,
      stop: consumerStop.signal,
    }),
  ] as const;
  return {
    agentTelemetry,
    consumerTelemetry,
    ended: Promise.all(running),
    async finish() {
      agentStop.abort();
      await Promise.allSettled([running[0]]);
      await clock.sleep(lastReadMs, force);
      consumerStop.abort();
      await Promise.allSettled([running[1]]);
    },
  };
}

async function showFigures(
  options: DemoOptions,
  road: Road,
  wallboard: WallboardQuery,
  screen: Screen,
): Promise<void> {
  const { clock, stop } = options;
  const startedMs = clock.nowMs();
  let linesBefore = 0;
  let last: Awaited<ReturnType<WallboardQuery['ask']>>;
  let told = false;
  while (!stop.aborted) {
    const nowMs = clock.nowMs();
    const { counts: agentCounts } = road.agentTelemetry;
    const { counts, behindMs } = road.consumerTelemetry;
    const linesRead = agentCounts.get('linesRead');
    const indexed = counts.get('documentsIndexed');
    if (indexed > 0) last = (await wallboard.ask(nowMs)) ?? last;
    if (indexed > 0 && !told) {
      told = true;
      screen.say(`first document indexed, ${process.uptime().toFixed(0)} s after the start`);
    }
    screen.show({
      runningMs: nowMs - startedMs,
      linesRead,
      linesPerSecond: linesRead - linesBefore,
      recordsByShard: agentCounts.byLabel('recordsPut'),
      bytesRead: agentCounts.get('bytesRead'),
      bytesPut: agentCounts.get('bytesPut'),
      indexed,
      duplicates: counts.get('documentsDuplicate'),
      deadLetters: counts.get('deadLetters') + agentCounts.get('eventsDeadLettered'),
      lagSeconds: Math.max(0, ...behindMs.values()) / 1000,
      wallboard: last,
    });
    linesBefore = linesRead;
    await clock.sleep(Math.max(0, nowMs + secondMs - clock.nowMs()), stop);
  }
}
