/** Where to listen for connections. */
export type StreamAddress =
  | { readonly protocol: 'tcp'; readonly host: string; readonly port: number }
  | { readonly protocol: 'unix'; readonly path: string };

/** Where to listen. */
export type ListenAddress =
  | StreamAddress
  | { readonly protocol: 'udp'; readonly host: string; readonly port: number };

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
