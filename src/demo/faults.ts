import type { Random } from '../flow/clock.ts';
import { between, weighted } from './random.ts';

/** An hour in which something is wrong with the shop, or somebody is at its door. */
interface Incident {
  /** Which requests may be hit. */
  readonly paths: RegExp;
  /** How many of these are, 0 to 1. */
  readonly share: number;
  readonly fault: Fault;
}

/** What the server is to answer, or `scan`: the request comes from a scanner instead of a visitor. */
export type Fault = '500' | '502' | '503' | 'scan';

const drawIncident = weighted<Incident>([
  [3, { paths: /^\/(?:api|cart|checkout|login)/, share: 0.6, fault: '503' }],
  [2, { paths: /^\/(?:products|search|$)/, share: 0.25, fault: '500' }],
  [2, { paths: /^/, share: 0.7, fault: '502' }],
  [2, { paths: /^/, share: 0.5, fault: 'scan' }],
]);

/** On a quiet day: one dynamic page in 250 fails. */
const quietDay: Incident = { paths: /^\/(?:products|search|api|cart|login)/, share: 0.004, fault: '500' };

/** Says for each request, by its path, what goes wrong with it. */
export type FaultOf = (path: string) => Fault | undefined;

/**
 * Quiet for 40 to 120 seconds, then an incident of 8 to 20, and so on. Counted in requests at `requestsPerSecond`,
 * not by the clock: so that the seed alone decides which request fails.
 */
export function createFaults(random: Random, requestsPerSecond: number): FaultOf {
  let incident = quietDay;
  let requestsLeft = requestsPerSecond * between(random, 20, 60);
  return (path) => {
    if (requestsLeft-- <= 0) {
      incident = incident === quietDay ? drawIncident(random) : quietDay;
      requestsLeft =
        requestsPerSecond * (incident === quietDay ? between(random, 40, 120) : between(random, 8, 20));
    }
    return incident.paths.test(path) && random() < incident.share ? incident.fault : undefined;
  };
}
