import { planRequests } from './request-plan.ts';
import { createSender } from './sender.ts';
import { startWebServer } from './web-server.ts';

/** Requests under way at once: some wait on slow pages while the others keep the processor busy. */
const workers = 64;
/** Sets how long incidents last, in requests: so that 10,000 lines see several of them. */
const requestsPerSecond = 25;

/**
 * Appends `lines` lines of real traffic to `file`, as fast as one process serves and asks; for tests and benchmarks
 * with no log of their own at hand. Which requests follows from `seed`; their order varies a little.
 * Throws when a request fails or a line cannot be written.
 */
export async function writeAccessLog(file: string, lines: number, seed: number): Promise<void> {
  const server = await startWebServer({ logFile: file, rotateBytes: Number.POSITIVE_INFINITY, keep: 1 });
  const sender = createSender(server.url, workers);
  const requests = planRequests(seed, requestsPerSecond).take(lines);
  const sendAll = async () => {
    for (const request of requests) await sender.send(request);
  };
  try {
    // All draw from the one iterator, so each request is sent once.
    await Promise.all(Array.from({ length: workers }, sendAll));
  } finally {
    sender.close();
    await server.stop();
  }
  if (server.linesWritten !== lines) throw new Error(`${file} got ${server.linesWritten} lines of ${lines}`);
}
