/**
 * kill -9 at random moments, while the log is written and rotated: nothing is lost, and what comes again comes under
 * the id that it had. The environment variable KINSHIP_KILLS says how often (12 without it; 200 take some 5 minutes):
 *
 *     KINSHIP_KILLS=200 ENGINES=none npx vitest run test/integration/agent-kills.test.ts
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { KinesisClient } from '@aws-sdk/client-kinesis';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { afterEach, expect, it } from 'vitest';
import { systemClock } from '../../src/cli/system-clock.ts';
import { between, seededRandom } from '../../src/demo/random.ts';
import { toDocument } from '../../src/document/document.ts';
import { decodeRecord } from '../../src/wire/decode.ts';
import { AgentRoad } from './agent-road.ts';
import { readStream } from './read-stream.ts';
import { RotatingLog } from './rotating-log.ts';

const kills = Number(process.env['KINSHIP_KILLS'] ?? 12);
const seed = 20_240_229;
const killDelayMs = { low: 50, high: 1_000 };
const catchUpTimeoutMs = 60_000;
const catchUpPollMs = 2_000;
const killTimeoutMs = 10_000;
const testTimeoutMs = 2 * catchUpTimeoutMs + kills * killTimeoutMs;

const mebibyte = 1024 * 1024;
const pendingBytesMax = mebibyte;
/** For 200 ms acknowledgements gather before the disk has them; two shards take 1 MiB/s each, and a second's more at once. */
const uncommittedBytesMax = 2 * 1.2 * mebibyte;
/** What a kill may make come again, as it travels: what is not acknowledged, and what is, but not remembered. */
const flightBytesMax = pendingBytesMax + uncommittedBytesMax;

let road: AgentRoad | undefined;
afterEach(() => road?.end());

it(
  `an agent that is killed ${kills} times while its log is rotated loses no line`,
  async ({ signal }) => {
    const random = seededRandom(seed);
    road = new AgentRoad(21_601);
    await road.startLocal();
    configure(road);
    const log = new RotatingLog(join(road.folder, 'app.log'), seededRandom(seed + 1));
    const writing = new AbortController();
    const written = log.write(AbortSignal.any([writing.signal, signal]));
    const drawDelayMs = () => between(random, killDelayMs.low, killDelayMs.high);
    const startsMs = await killAgain(road, drawDelayMs, signal).finally(() => writing.abort());
    const lines = await written;
    signal.throwIfAborted();
    const agent = road.startAgent();
    await caughtUp(road, lines);
    await agent.stop();

    const shipped = await readShipped(road, startsMs);
    const flights = flightBytes(shipped);
    const figures = {
      lines,
      bytes: log.bytes,
      ...log.rotations,
      repeats: shipped.flatMap(({ ids }) => ids).length - lines,
      killsThatRepeat: flights.length,
      flightBytesMost: Math.max(0, ...flights),
    };
    process.stdout.write(`${kills} kills, seed ${seed}: ${JSON.stringify(figures)}\n`);
    const messages = new Set(shipped.flatMap((record) => record.messages));
    expect(missing(messages, lines), agent.log).toEqual([]);
    expect(messages.size).toBe(lines);
    expect(new Set(shipped.flatMap(({ ids }) => ids)).size).toBe(lines);
    expect(repeatsWithinRuns(shipped)).toEqual([]);
    expect(flights.length).toBeGreaterThan(0);
    expect(figures.flightBytesMost).toBeLessThanOrEqual(flightBytesMax);
  },
  testTimeoutMs,
);

/** One record of the stream, and which start of the agent sent it. */
interface Shipped {
  readonly run: number;
  readonly bytes: number;
  readonly ids: readonly string[];
  readonly messages: readonly string[];
}

function configure(road: AgentRoad): void {
  road.configure(['app.log*']);
  const text = readFileSync(road.config, 'utf8');
  const limits = `blockBytesMax: 16384, pendingBytesMax: ${pendingBytesMax}, flushDelayMs`;
  writeFileSync(road.config, text.replace('flushDelayMs', limits));
}

/**
 * Starts and kills the agent; resolves with the moments of the starts after a kill, ms. After the end of a test that
 * took too long it starts none.
 */
async function killAgain(road: AgentRoad, drawDelayMs: () => number, signal: AbortSignal): Promise<number[]> {
  const startsMs: number[] = [];
  for (let kill = 0; kill < kills; kill += 1) {
    signal.throwIfAborted();
    const agent = road.startAgent();
    await road.until(() => agent.log.includes('reading file'), 'reading');
    await systemClock.sleep(drawDelayMs());
    expect(agent.isRunning, agent.log).toBe(true);
    await agent.kill();
    startsMs.push(Date.now());
  }
  return startsMs;
}

async function caughtUp(road: AgentRoad, lines: number): Promise<void> {
  const deadlineMs = Date.now() + catchUpTimeoutMs;
  for (;;) {
    await systemClock.sleep(catchUpPollMs);
    const shipped = await readShipped(road, []);
    if (new Set(shipped.flatMap(({ messages }) => messages)).size >= lines) return;
    if (Date.now() > deadlineMs) return; // The test tells which lines are missing.
  }
}

async function readShipped(road: AgentRoad, startsMs: readonly number[]): Promise<Shipped[]> {
  const client = new KinesisClient({
    region: 'us-east-1',
    endpoint: road.endpoint,
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    requestHandler: new NodeHttpHandler(),
  });
  const records = [...(await readStream(client, 'operated')).values()].flat();
  client.destroy();
  const shipped = records.map(async (record): Promise<Shipped> => {
    const { events } = await decodeRecord(record.data);
    return {
      // An agent that is started sends nothing for some 200 ms: what comes in these was sent before the kill.
      run: startsMs.filter((startMs) => startMs + 100 < record.arrivalMs).length,
      bytes: record.data.length,
      ids: events.map((event, index) => toDocument(event, { record, subSequenceNumber: index }, 'logs').id),
      messages: events.map(({ message }) => String(message)),
    };
  });
  return Promise.all(shipped);
}

/** For each run that was killed with lines on their way that came again: the bytes of their records. */
function flightBytes(shipped: readonly Shipped[]): number[] {
  const lastRun = new Map<string, number>();
  for (const { run, ids } of shipped)
    for (const id of ids) lastRun.set(id, Math.max(run, lastRun.get(id) ?? 0));
  const bytes = new Map<number, number>();
  for (const record of shipped) {
    const comesAgain = record.ids.some((id) => (lastRun.get(id) ?? 0) > record.run);
    if (comesAgain) bytes.set(record.run, (bytes.get(record.run) ?? 0) + record.bytes);
  }
  return [...bytes.values()];
}

/** Without a kill in between no line comes again. */
function repeatsWithinRuns(shipped: readonly Shipped[]): string[] {
  const seen = new Set<string>();
  const repeated: string[] = [];
  for (const { run, ids } of shipped) {
    for (const id of ids.map((id) => `${run} ${id}`)) {
      if (seen.has(id)) repeated.push(id);
      seen.add(id);
    }
  }
  return repeated;
}

/** Numbers of the lines that did not come. */
function missing(messages: ReadonlySet<string>, lines: number): number[] {
  const numbers = new Set([...messages].map((message) => Number.parseInt(message.slice('line '.length), 10)));
  return Array.from({ length: lines }, (_, line) => line).filter((line) => !numbers.has(line));
}
