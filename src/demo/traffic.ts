import { planRequests } from './request-plan.ts';
import { createSender } from './sender.ts';

export interface TrafficOptions {
  /** As WebServer.url gives it. */
  readonly url: string;
  /** On average over a day. Default 50. */
  readonly requestsPerSecond?: number;
  /** Decides what is asked for, and in what order; see planRequests. */
  readonly seed: number;
  /** How long a day lasts, with its busy and its quiet half. Default five minutes. */
  readonly dayMs?: number;
  /** Requests under way at once; what would go beyond is skipped, never queued. Default 64. */
  readonly inFlightMax?: number;
  /** Stops the traffic as stop() does. */
  readonly signal?: AbortSignal;
  /** Milliseconds from any moment on, never backwards. Default performance.now. */
  readonly now?: () => number;
}

export interface Traffic {
  /** Sent so far. */
  readonly requests: number;
  /** Of these, without a whole answer: the server was away, or closed the connection. */
  readonly failed: number;
  /** Not sent because too many were under way. */
  readonly skipped: number;
  /** Sends no more, and waits for the answers under way. */
  stop(): Promise<void>;
}

/** How often requests fall due; with `inFlightMax` it bounds the rate, by default to 3,200 requests a second. */
const tickMs = 20;
/** After a pause (a laptop that slept, a busy process) at most this much is caught up with. */
const catchUpMsMax = 500;

/** Visitors that come at a rate which rises and falls like a day. Runs until stop() or the signal. */
export function startTraffic(options: TrafficOptions): Traffic {
  const {
    url,
    requestsPerSecond = 50,
    seed,
    dayMs = 300_000,
    inFlightMax = 64,
    now = () => performance.now(),
  } = options;
  const plan = planRequests(seed, requestsPerSecond);
  const sender = createSender(url, inFlightMax);
  const due = createDue(now, (elapsedMs) => requestRate(elapsedMs, requestsPerSecond, dayMs));
  const counts = { requests: 0, failed: 0, skipped: 0 };
  const inFlight = new Set<Promise<void>>();

  const sendNext = () => {
    counts.requests++;
    const sent = sender.send(plan.next().value).catch(() => void counts.failed++);
    inFlight.add(sent);
    void sent.finally(() => inFlight.delete(sent));
  };
  const tick = () => {
    // What is skipped takes nothing from the plan, so that the next request sent is the next one planned.
    for (let left = due(); left > 0; left--) inFlight.size < inFlightMax ? sendNext() : counts.skipped++;
  };

  const timer = setInterval(tick, tickMs);
  const stop = async () => {
    clearInterval(timer);
    options.signal?.removeEventListener('abort', stop);
    await Promise.all(inFlight);
    sender.close();
  };
  if (options.signal?.aborted) void stop();
  options.signal?.addEventListener('abort', stop, { once: true });
  return {
    get requests() {
      return counts.requests;
    },
    get failed() {
      return counts.failed;
    },
    get skipped() {
      return counts.skipped;
    },
    stop,
  };
}

/** The rate so long after the start, requests per second: a sine between 0.4 and 1.6 times the mean. */
export function requestRate(elapsedMs: number, meanPerSecond: number, dayMs: number): number {
  return meanPerSecond * (1 + 0.6 * Math.sin((2 * Math.PI * elapsedMs) / dayMs));
}

/** Each call says how many requests have come due since the last; parts of one are carried over. */
function createDue(now: () => number, rateAt: (elapsedMs: number) => number): () => number {
  const startedAt = now();
  let lastAt = startedAt;
  let owed = 0;
  return () => {
    const at = now();
    owed += (rateAt(at - startedAt) * Math.min(at - lastAt, catchUpMsMax)) / 1_000;
    lastAt = at;
    const whole = Math.floor(owed);
    owed -= whole;
    return whole;
  };
}
