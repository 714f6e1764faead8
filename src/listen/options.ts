import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import { type ListenAddress, parseListenAddress } from './address.ts';

const expected =
  'must be an address such as tcp://127.0.0.1:5514, udp://127.0.0.1:5514 or unix:/run/kinship/syslog.sock';

/** An option for addresses to listen at, written as one text or a list; of these protocols. */
export function listenOption(protocols: readonly ListenAddress['protocol'][]) {
  const one = z.string().refine(
    (text) => {
      const address = parseListenAddress(text);
      return address !== undefined && protocols.includes(address.protocol);
    },
    { error: expected },
  );
  return z
    .union([one, z.array(one).min(1)])
    .transform((addresses) => (typeof addresses === 'string' ? [addresses] : addresses));
}

/** Whether who listens at one of them keeps others from the other one: they are the same, or one is all of a host's. */
export function isSamePlace(one: string, other: string): boolean {
  const [first, second] = [parseListenAddress(one), parseListenAddress(other)];
  if (first?.protocol === 'unix' || second?.protocol === 'unix')
    return first?.protocol === second?.protocol && isDeepStrictEqual(first, second);
  if (first === undefined || second === undefined || first.protocol !== second.protocol) return false;
  // The system gives each who asks for port 0 another one.
  if (first.port !== second.port || first.port === 0) return false;
  const hosts = [hostOf(first.host), hostOf(second.host)];
  return hosts[0] === hosts[1] || hosts.includes(anyHost);
}

const anyHost = 'any';

function hostOf(host: string): string {
  if (host === '0.0.0.0' || host === '::') return anyHost;
  return host === 'localhost' ? '127.0.0.1' : host;
}
