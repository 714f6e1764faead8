/**
 * kill -9 at random moments, also within the start, while senders send and wait for their acknowledgements: whatever was
 * acknowledged comes, and what is sent again comes from the place that it had. KINSHIP_KILLS says how often (10 without it):
 *
 *     KINSHIP_KILLS=100 ENGINES=none npx vitest run test/integration/spool-kills.test.ts
 */
import { once } from 'node:events';
import { createConnection, type Socket } from 'node:net';
import { decode, encode } from '@msgpack/msgpack';
import { afterEach, expect, it } from 'vitest';
import { systemClock } from '../../src/cli/system-clock.ts';
import { between, seededRandom } from '../../src/demo/random.ts';
import { ReceivingRoad } from './received.ts';

const kills = Number(process.env['KINSHIP_KILLS'] ?? 10);
const seed = 20_261_124;
const killDelayMs = { low: 20, high: 1_000 };
/** Of the kills, those that come within a start. */
const earlyShare = 0.25;
const senders = 4;
const messagesPerChunk = 20;
const port = 21_751;

let receiving: ReceivingRoad | undefined;
afterEach(() => receiving?.road.end());

it(
  `what was acknowledged to its sender outlives ${kills} kills`,
  async ({ signal }) => {
    const random = seededRandom(seed);
    receiving = new ReceivingRoad(21_741);
    const { road } = receiving;
    await road.startLocal();
    receiving.configure([`{type: forward, listen: "tcp://127.0.0.1:${port}"}`]);
    const over = new AbortController();
    const acknowledged = new Set<string>();
    const until = AbortSignal.any([over.signal, signal]);
    const sending = Promise.all(
      Array.from({ length: senders }, (_, sender) => send(sender, acknowledged, until)),
    );
    for (let kill = 0; kill < kills; kill += 1) {
      const agent = random() < earlyShare ? road.startAgent() : await receiving.start(1);
      await systemClock.sleep(between(random, killDelayMs.low, killDelayMs.high));
      expect(agent.isRunning, agent.log).toBe(true);
      await agent.kill();
    }
    over.abort();
    await sending;
    const agent = await receiving.start(1);
    let places = new Map<string, string>();
    await road.until(async () => {
      const events = await road.events();
      places = new Map(
        events.map((event) => [
          `${event['log.file.generation']} ${event['log.offset']}`,
          String(event.message),
        ]),
      );
      const messages = new Set(places.values());
      return [...acknowledged].every((message) => messages.has(message));
    }, 'all that was acknowledged');
    await agent.stop();
    const events = await road.events();
    const figures = { acknowledged: acknowledged.size, places: places.size, events: events.length };
    process.stdout.write(`${kills} kills, seed ${seed}: ${JSON.stringify(figures)}\n`);
    expect(acknowledged.size).toBeGreaterThan(0);
    for (const event of events) {
      const place = `${event['log.file.generation']} ${event['log.offset']}`;
      expect(places.get(place) ?? event.message).toBe(event.message);
    }
  },
  60_000 + kills * 10_000,
);

/** Sends chunk after chunk, each when the one before was acknowledged; what was not, it sends no more. */
async function send(sender: number, acknowledged: Set<string>, signal: AbortSignal): Promise<void> {
  for (let chunk = 0; !signal.aborted; ) {
    const socket = await connect();
    if (socket === undefined) {
      await systemClock.sleep(20);
      continue;
    }
    const closed = new AbortController();
    socket.once('close', () => closed.abort());
    try {
      for (; !signal.aborted; chunk += 1) {
        const texts = Array.from({ length: messagesPerChunk }, (_, index) => `${sender}-${chunk}-${index}`);
        const entries = Buffer.concat(texts.map((message) => encode([1, { message }])));
        socket.write(encode(['killed', new Uint8Array(entries), { chunk: `${sender}-${chunk}` }]));
        const [answer] = (await once(socket, 'data', { signal: closed.signal })) as [Buffer];
        if (JSON.stringify(decode(new Uint8Array(answer))) === JSON.stringify({ ack: `${sender}-${chunk}` }))
          for (const text of texts) acknowledged.add(text);
      }
    } catch {
      chunk += 1; // Killed: nothing is known of it.
    } finally {
      socket.destroy();
    }
  }
}

async function connect(): Promise<Socket | undefined> {
  const socket = createConnection({ host: '127.0.0.1', port });
  try {
    await once(socket, 'connect');
    socket.on('error', () => {}); // It closes then.
    return socket;
  } catch {
    return undefined;
  }
}
