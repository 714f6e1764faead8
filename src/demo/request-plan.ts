import { assets } from './assets.ts';
import { createFaults, type Fault } from './faults.ts';
import { seededRandom, zipf } from './random.ts';
import { faultHeader } from './respond.ts';
import { createScanner, createVisitors, type Visitor } from './visitors.ts';
import { probe, type Wish, wishOf } from './wishes.ts';

/** A request to be sent. Header values hold characters up to \xff, each one byte. */
export interface PlannedRequest extends Wish {
  readonly headers: Readonly<Record<string, string>>;
}

const visitorCount = 400;

/**
 * Endless requests, as a small shop gets them. The sequence follows from `seed` and `requestsPerSecond` (which sets
 * how many requests an incident lasts) alone: never from the answers or the clock.
 */
export function* planRequests(seed: number, requestsPerSecond: number): Generator<PlannedRequest, never> {
  const random = seededRandom(seed);
  const scanner = createScanner(random);
  const visitors = createVisitors(visitorCount, random);
  const drawVisitor = zipf(visitorCount, 0.6);
  const faultOf = createFaults(random, requestsPerSecond);
  for (;;) {
    const visitor = visitors[drawVisitor(random)] ?? scanner;
    const wish = wishOf(visitor, random);
    const fault = faultOf(wish.path);
    yield fault === 'scan' ? plan(scanner, probe(scanner, random), undefined) : plan(visitor, wish, fault);
  }
}

function plan(visitor: Visitor, wish: Wish, fault: Fault | undefined): PlannedRequest {
  const headers: Record<string, string> = {
    host: 'shop.example',
    'x-forwarded-for': visitor.address,
    'user-agent': visitor.userAgent,
    ...(visitor.referer === undefined ? {} : { referer: visitor.referer }),
    ...(fault === undefined ? {} : { [faultHeader]: fault }),
    ...wish.headers,
  };
  if (visitor.kind === 'browser' && isPage(wish)) visitor.referer = `https://shop.example${wish.path}`;
  return { ...wish, headers };
}

/** Only a page that is shown becomes the next referer; styles, pictures and data do not. */
function isPage({ method, path }: Wish): boolean {
  return method === 'GET' && !assets.has(path) && !path.startsWith('/api/');
}
