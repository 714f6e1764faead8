import type { Receiver, ReceiverContext } from '../../flow/intake.ts';
import { parseListenAddress } from '../../listen/address.ts';
import type { Connection } from '../../listen/connection.ts';
import type { ListenEvents } from '../../listen/keep-listening.ts';
import { StreamServer } from '../../listen/stream-server.ts';
import { type MessagePart, partsOf } from '../../parse/message-parts.ts';
import type { Received } from '../../record/received.ts';
import { DatagramServer } from './datagrams.ts';
import { SyslogFramer, trimEnd } from './framing.ts';
import type { SyslogInputOptions } from './options.ts';

export interface SyslogEvents {
  received(messages: readonly Received[]): void;
  dropped(): void;
  /** What a server at one of the addresses has to tell. */
  at(address: string): ListenEvents;
}

export type SyslogReceiverContext = ReceiverContext<SyslogEvents>;

/** Takes syslog messages at all addresses of an input. */
export class SyslogReceiver implements Receiver {
  readonly #options: SyslogInputOptions;
  readonly #context: SyslogReceiverContext;
  readonly #servers: readonly (StreamServer | DatagramServer)[];

  constructor(options: SyslogInputOptions, context: SyslogReceiverContext) {
    this.#options = options;
    this.#context = context;
    this.#servers = options.listen.map((address) => this.#serverAt(address));
  }

  start(): void {
    for (const server of this.#servers) server.start();
  }

  async stop(): Promise<void> {
    await Promise.all(this.#servers.map((server) => server.stop()));
  }

  #serverAt(text: string): StreamServer | DatagramServer {
    const address = parseListenAddress(text);
    if (address === undefined) throw new RangeError(`${text} is no address`);
    const { connectionsMax, idleTimeoutMs, socketMode, tls } = this.#options;
    const { clock, events } = this.#context;
    const shared = { clock, events: events.at(text) };
    if (address.protocol === 'udp') {
      return new DatagramServer({ ...address, ...shared, take: (bytes, peer) => this.#offer(bytes, peer) });
    }
    return new StreamServer({
      ...shared,
      address,
      connectionsMax,
      idleTimeoutMs,
      socketMode: Number.parseInt(socketMode, 8),
      tls: address.protocol === 'tcp' ? tls : undefined,
      handle: (connection) => this.#read(connection),
    });
  }

  /** What is on its way to the disk holds up the sender: nothing more is read of it meanwhile. */
  async #read(connection: Connection): Promise<void> {
    const { peer } = connection;
    const framer = new SyslogFramer(this.#options.messageBytesMax);
    try {
      for await (const bytes of connection.bytes()) await this.#put(framer.push(bytes), peer);
    } finally {
      await this.#put(framer.end(), peer);
    }
  }

  async #put(parts: readonly MessagePart[], peer: string | undefined): Promise<void> {
    if (parts.length === 0) return;
    const { intake, events } = this.#context;
    const messages = parts.map((part) => this.#message(part, peer));
    if (await intake.put(messages)) events.received(messages);
  }

  #offer(datagram: Buffer, peer: string | undefined): void {
    const { intake, events } = this.#context;
    const message = trimEnd(datagram);
    if (message.length === 0) return;
    for (const part of partsOf(message, this.#options.messageBytesMax)) {
      const received = this.#message(part, peer);
      if (intake.offer(received)) events.received([received]);
      else events.dropped();
    }
  }

  #message({ bytes, part }: MessagePart, peer: string | undefined): Received {
    const { input, clock } = this.#context;
    return {
      input,
      receivedMs: clock.nowMs(),
      line: bytes,
      ...(part !== undefined && { part }),
      ...(peer !== undefined && { fields: { 'log.source.address': peer } }),
    };
  }
}
