import type { Random } from '../flow/clock.ts';
import { between, evenly, weighted } from './random.ts';

export type VisitorKind = 'browser' | 'crawler' | 'script' | 'scanner';

/** Somebody who comes again and again. What changes is what a browser remembers. */
export interface Visitor {
  readonly kind: VisitorKind;
  readonly address: string;
  readonly userAgent: string;
  /** Signs in to the API by this name. */
  readonly user: string;
  /** Paths of the assets in the cache; at most as many as there are assets. */
  readonly cached: Set<string>;
  /** The page the visitor is on, or came from. */
  referer: string | undefined;
}

const kinds = weighted<VisitorKind>([
  [82, 'browser'],
  [9, 'crawler'],
  [6, 'script'],
  [3, 'scanner'],
]);

const referers = weighted<string | undefined>([
  [50, undefined],
  [30, 'https://www.google.com/'],
  [8, 'https://duckduckgo.com/'],
  [8, 'https://tea.example/reviews?sort=new'],
  [4, 'https://news.example/2026/best-teapots'],
]);

const users = evenly(['alice', 'bob', 'carol', 'dave', 'erin', 'frank']);

const userAgents: Readonly<Record<VisitorKind, (random: Random) => string>> = {
  browser: weighted([
    [
      40,
      'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36',
    ],
    [
      20,
      'Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.6 Mobile/15E148 Safari/604.1',
    ],
    [
      15,
      'Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Mobile Safari/537.36',
    ],
    [
      10,
      'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.6 Safari/605.1.15',
    ],
    [10, 'Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0'],
    // Rare, and there to be escaped: what a parser has to survive.
    [1, 'TeaBrowser "Caf\xe9" \\ 1.0'],
  ]),
  crawler: weighted([
    [6, 'Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)'],
    [3, 'Mozilla/5.0 (compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm)'],
    [1, 'ExampleBot/1.4 (+https://bot.example/)'],
  ]),
  script: weighted([
    [5, 'curl/8.14.1'],
    [3, 'python-requests/2.32.5'],
    [2, 'Go-http-client/1.1'],
  ]),
  scanner: weighted([
    [2, 'Mozilla/5.0 zgrab/0.x'],
    [1, '-'],
  ]),
};

/** As many visitors as asked for, drawn from `random`. */
export function createVisitors(count: number, random: Random): Visitor[] {
  return Array.from({ length: count }, () => {
    const kind = kinds(random);
    const address = randomAddress(random);
    const referer = kind === 'browser' ? referers(random) : undefined;
    return {
      kind,
      address,
      referer,
      user: users(random),
      userAgent: userAgents[kind](random),
      cached: new Set(),
    };
  });
}

/** The one who scans the shop in an incident. */
export function createScanner(random: Random): Visitor {
  const userAgent = 'Mozilla/5.0 (compatible; ExampleScan/2.1)';
  return {
    kind: 'scanner',
    address: randomAddress(random),
    referer: undefined,
    user: '-',
    userAgent,
    cached: new Set(),
  };
}

/** Addresses that belong to nobody: for documentation (RFC 5737, RFC 3849) and benchmarks (RFC 2544). */
const networks = weighted<(random: Random) => string>([
  [1, (random) => `192.0.2.${between(random, 1, 254)}`],
  [1, (random) => `198.51.100.${between(random, 1, 254)}`],
  [1, (random) => `203.0.113.${between(random, 1, 254)}`],
  [5, (random) => `198.${between(random, 18, 19)}.${between(random, 0, 255)}.${between(random, 1, 254)}`],
  [2, (random) => `2001:db8:${hex(random)}:${hex(random)}::${hex(random)}`],
]);

function randomAddress(random: Random): string {
  return networks(random)(random);
}

function hex(random: Random): string {
  return between(random, 1, 0xffff).toString(16);
}
