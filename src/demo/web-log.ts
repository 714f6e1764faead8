/**
 * A web server under traffic of its own, until it is told to stop: `node web-log.js FILE REQUESTS_PER_SECOND`.
 * docker-compose runs it as the machine whose access log is shipped.
 */
import { once } from 'node:events';
import { listenForStop } from '../cli/stop-signals.ts';
import { startTraffic } from './traffic.ts';
import { startWebServer } from './web-server.ts';

/** An access log of this size is rotated: some 20,000 lines. */
const rotateBytes = 4_000_000;
const rotatedKept = 5;

const [logFile, rate] = process.argv.slice(2);
const requestsPerSecond = Number(rate);
if (logFile === undefined || !(requestsPerSecond > 0)) {
  throw new Error('usage: web-log FILE REQUESTS_PER_SECOND');
}

const { stop, dispose } = listenForStop();
const stopped = once(stop, 'abort');
const server = await startWebServer({ logFile, rotateBytes, keep: rotatedKept });
const traffic = startTraffic({ url: server.url, seed: 1, requestsPerSecond });
await stopped;
await traffic.stop();
await server.stop();
dispose();
