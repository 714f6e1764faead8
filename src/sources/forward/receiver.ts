import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import type { Socket } from 'node:net';
import { encode } from '@msgpack/msgpack';
import type { Receiver, ReceiverContext } from '../../flow/intake.ts';
import { parseListenAddress } from '../../listen/address.ts';
import type { Connection } from '../../listen/connection.ts';
import type { ListenEvents } from '../../listen/keep-listening.ts';
import { StreamServer } from '../../listen/stream-server.ts';
import type { Received } from '../../record/received.ts';
import { decodeForward } from './decode.ts';
import { ForwardFramer, type ForwardRoom } from './framing.ts';
import { Handshake } from './handshake.ts';
import { isCompressed, Malformed, readForwardMessage } from './message.ts';
import type { ForwardInputOptions } from './options.ts';
import { receivedOf } from './received.ts';
import { Turns } from './turns.ts';

/** A longer tag is none: it goes into each event of its message. Ours: tags are some words with dots between them. */
const tagLengthMax = 1024;

/** Messages that go to the spool together: enough to share a sync, few enough to bound what waits. */
const batchMessagesMax = 1_000;
const batchBytesMax = 1024 * 1024;

const nonceBytes = 16;

export type ForwardReceiverContext = ReceiverContext<{
  received(messages: readonly Received[]): void;
  malformed(reason: string, sample: string): void;
  at(address: string): ListenEvents;
}>;

/** Takes events by the Fluent Forward protocol, and acknowledges what is on the disk. */
export class ForwardReceiver implements Receiver {
  readonly #options: ForwardInputOptions;
  readonly #context: ForwardReceiverContext;
  readonly #servers: readonly StreamServer[];
  readonly #room: ForwardRoom;
  /** Of chunks that are decompressed: what one of them takes is bounded, and what all would take is not. */
  readonly #turns = new Turns();

  constructor(options: ForwardInputOptions, context: ForwardReceiverContext) {
    this.#options = options;
    this.#context = context;
    this.#room = { pendingBytes: 0, pendingBytesMax: options.pendingBytesMax };
    this.#servers = options.listen.map((address) => this.#serverAt(address));
  }

  start(): void {
    for (const server of this.#servers) server.start();
  }

  async stop(): Promise<void> {
    await Promise.all(this.#servers.map((server) => server.stop()));
  }

  #serverAt(text: string): StreamServer {
    const address = parseListenAddress(text);
    if (address === undefined || address.protocol === 'udp') throw new RangeError(`${text} is no address`);
    const { connectionsMax, idleTimeoutMs, socketMode, tls } = this.#options;
    const { clock, events } = this.#context;
    return new StreamServer({
      address,
      connectionsMax,
      idleTimeoutMs,
      socketMode: Number.parseInt(socketMode, 8),
      tls: address.protocol === 'tcp' ? tls : undefined,
      clock,
      events: events.at(text),
      handle: (connection) => this.#read(connection),
    });
  }

  async #read(connection: Connection): Promise<void> {
    const { socket, peer } = connection;
    const { chunkBytesMax, sharedKey } = this.#options;
    const framer = new ForwardFramer(chunkBytesMax, this.#room);
    let handshake = sharedKey === undefined ? undefined : new Handshake(sharedKey, randomBytes(nonceBytes));
    if (handshake !== undefined) await write(socket, handshake.helo);
    try {
      for await (const bytes of connection.bytes()) {
        for (const message of framer.push(bytes)) {
          if (handshake === undefined) await this.#take(socket, message, peer);
          else await shakeHands(socket, handshake, message);
          handshake = undefined;
        }
      }
    } finally {
      framer.close();
    }
  }

  /** Nothing more is read of the connection until it is on the disk. */
  async #take(socket: Socket, bytes: Buffer, peer: string | undefined): Promise<void> {
    const value = this.#decoded(bytes);
    if (isCompressed(value)) await this.#turns.take(() => this.#put(socket, value, bytes, peer));
    else await this.#put(socket, value, bytes, peer);
  }

  async #put(socket: Socket, value: unknown, bytes: Buffer, peer: string | undefined): Promise<void> {
    const message = await readForwardMessage(value, this.#options.chunkBytesMax);
    const isTagged = message !== undefined && message.tag.length <= tagLengthMax;
    const { tag, entries } = isTagged ? message : { tag: '', entries: [new Malformed(bytes)] };
    const { input, clock, events } = this.#context;
    const { messageBytesMax } = this.#options;
    const contentBytes = isCompressed(value) ? Number.POSITIVE_INFINITY : bytes.length;
    const context = { input, tag, peer, receivedMs: clock.nowMs(), messageBytesMax, bytes: contentBytes };
    let batch: Received[] = [];
    let batchBytes = 0;
    let isTaken = true;
    for (const entry of entries) {
      if (entry instanceof Malformed) events.malformed('no event of the forward protocol', sampleOf(entry));
      for (const received of receivedOf(entry, context)) {
        batch.push(received);
        batchBytes += received.line.length;
      }
      if (batch.length < batchMessagesMax && batchBytes < batchBytesMax) continue;
      isTaken = (await this.#putBatch(batch)) && isTaken;
      batch = [];
      batchBytes = 0;
    }
    isTaken = (await this.#putBatch(batch)) && isTaken;
    if (message?.chunk !== undefined && isTaken) await write(socket, encode({ ack: message.chunk }));
  }

  #decoded(bytes: Buffer): unknown {
    try {
      return decodeForward(bytes);
    } catch {
      return undefined; // Kept as it is.
    }
  }

  async #putBatch(messages: readonly Received[]): Promise<boolean> {
    if (!(await this.#context.intake.put(messages))) return false;
    this.#context.events.received(messages);
    return true;
  }
}

async function shakeHands(socket: Socket, handshake: Handshake, message: Buffer): Promise<void> {
  const { pong, isKnown } = handshake.answer(decodeForward(message));
  await write(socket, pong);
  if (!isKnown) throw new Error('it does not know the shared key');
}

async function write(socket: Socket, bytes: Uint8Array): Promise<void> {
  if (!socket.writable) return; // It has to send again what it has no answer for.
  if (!socket.write(bytes)) await Promise.race([once(socket, 'drain'), once(socket, 'close')]);
}

function sampleOf({ bytes }: Malformed): string {
  return Buffer.from(bytes.subarray(0, 100)).toString();
}
