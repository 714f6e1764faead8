import { z } from 'zod';

/** Where to listen for connections. */
export type StreamAddress =
  | { readonly protocol: 'tcp'; readonly host: string; readonly port: number }
  | { readonly protocol: 'unix'; readonly path: string };

/** Where to listen. */
export type ListenAddress =
  | StreamAddress
  | { readonly protocol: 'udp'; readonly host: string; readonly port: number };

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

/** Undefined where the text is no address. */
export function parseListenAddress(text: string): ListenAddress | undefined {
  const path = /^unix:(?:\/\/)?(\/.+)$/.exec(text)?.[1];
  if (path !== undefined) return { protocol: 'unix', path };
  const [, protocol, ipv6, name, digits] =
    /^(tcp|udp):\/\/(?:\[([\da-fA-F:.]+)\]|([\w.-]+)):(\d{1,5})$/.exec(text) ?? [];
  const host = ipv6 ?? name;
  const port = Number(digits);
  if (host === undefined || port > 65_535) return undefined;
  return protocol === 'udp' ? { protocol, host, port } : { protocol: 'tcp', host, port };
}

/** The address of a peer, as events tell it: that of IPv4 as such, whatever socket it came through. */
export function peerAddress(address: string | undefined): string | undefined {
  return address?.replace(/^::ffff:(?=\d+\.)/, '');
}
