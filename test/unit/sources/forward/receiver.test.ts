import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createConnection, type Socket } from 'node:net';
import { gzipSync } from 'node:zlib';
import { decode, encode } from '@msgpack/msgpack';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { systemClock } from '../../../../src/cli/system-clock.ts';
import { freePort } from '../../../../src/engines/process/free-port.ts';
import type { Intake } from '../../../../src/flow/intake.ts';
import { forwardInputOptions } from '../../../../src/sources/forward/options.ts';
import { ReceiverStory } from '../../../fakes/receiver-story.ts';
import { SpoolStory } from '../../spool/spool-story.ts';

/**
 * What `@fluent-org/logger` 1.0.10 (Node) sent in each of its modes with acknowledgements, and `fluent-logger` 0.11.1
 * (Python), and what they were answered: recorded by a proxy between them and this receiver.
 */
const recorded = JSON.parse(readFileSync(new URL('recorded.json', import.meta.url), 'utf8')) as {
  readonly [name: string]: { readonly sent: string; readonly answered: string };
};

let receiver: ReceiverStory;
let port: number;

beforeEach(async () => {
  receiver = new ReceiverStory();
  port = await freePort('forward');
});
afterEach(() => receiver.stop());

async function listen(options: object = {}, more: { intake?: Intake } = {}): Promise<void> {
  const listen = `tcp://127.0.0.1:${port}`;
  await receiver.listen(forwardInputOptions.parse({ type: 'forward', listen, ...options }), more);
}

async function connect(): Promise<Socket> {
  const socket = createConnection({ host: '127.0.0.1', port });
  socket.on('error', () => {});
  await once(socket, 'connect');
  return socket;
}

/** However it ended. */
function closed(socket: Socket): Promise<void> {
  return new Promise((resolve) => socket.once('close', () => resolve()));
}

/** Sends these bytes, in pieces, and returns what was answered. */
async function exchange(bytes: Uint8Array, pieceBytes = 1 << 20): Promise<Buffer> {
  const socket = await connect();
  const answers: Buffer[] = [];
  socket.on('data', (answer: Buffer) => answers.push(answer));
  for (let at = 0; at < bytes.length; at += pieceBytes) {
    socket.write(bytes.subarray(at, at + pieceBytes));
    if (pieceBytes < 100) await systemClock.sleep(1);
  }
  socket.end();
  await closed(socket);
  return Buffer.concat(answers);
}

const way = { 'fluent.tag': 'app.web', 'log.source.address': '127.0.0.1' };
const timeMs = Date.UTC(2026, 2, 4, 5, 6, 7);

describe('real senders', () => {
  it.each(['Message', 'Forward', 'PackedForward', 'CompressedPackedForward'])(
    'Node, mode %s',
    async (mode) => {
      const { sent = '', answered } = recorded[`node ${mode}`] ?? {};
      await listen();
      for (const pieceBytes of [1 << 20, 37]) {
        receiver.intake.messages.splice(0);
        const answer = await exchange(Buffer.from(sent, 'base64'), pieceBytes);
        expect(answer.toString('base64')).toBe(answered);
        expect(receiver.intake.lines).toEqual(['GET /a', 'GET /b', '']);
        expect(receiver.intake.messages).toMatchObject([
          { timeMs, fields: { ...way, fields: { status: 200 } } },
          { timeMs, fields: { ...way, fields: { nested: { deep: [1, 'two', null, true] } } } },
          { timeMs, fields: { ...way, fields: { only: 'fields', big: 12_345_678_901 } } },
        ]);
      }
    },
  );

  it('Python, with nanoseconds, bytes, and what Docker’s driver sends', async () => {
    const { sent = '' } = recorded['python'] ?? {};
    await listen();
    await exchange(Buffer.from(sent, 'base64'));
    expect(receiver.intake.lines).toEqual(['hällo', 'docker says']);
    expect(receiver.intake.messages).toMatchObject([
      { timeMs: timeMs + 890, fields: { fields: { bin: Uint8Array.of(255, 0), n: 1.5 } } },
      { timeMs, fields: { 'container.id': 'c0ffee', 'container.name': 'web', fields: { source: 'stdout' } } },
    ]);
  });
});

it('acknowledges what is on the disk, and nothing else', async () => {
  await listen();
  receiver.intake.hold();
  const socket = await connect();
  let answered = Buffer.alloc(0);
  socket.on('data', (bytes: Buffer) => {
    answered = Buffer.concat([answered, bytes]);
  });
  socket.write(encode(['tag', 1, { message: 'one' }, { chunk: 'c1' }]));
  await systemClock.sleep(100);
  expect(answered).toHaveLength(0);
  receiver.intake.release();
  while (answered.length === 0) await systemClock.sleep(2);
  expect(decode(answered)).toEqual({ ack: 'c1' });
  socket.destroy();
});

it('takes chunks that old clients call text, and those whose entries have metadata', async () => {
  await listen();
  const entries = Buffer.concat([encode([1, { message: 'a' }]), encode([[2, {}], { message: 'b' }])]);
  const asText = Buffer.concat([
    Buffer.from([0x93]),
    encode('tag'),
    Buffer.from([0xd9, entries.length]),
    entries,
  ]);
  await exchange(Buffer.concat([asText, encode({})]));
  expect(receiver.intake.messages).toMatchObject([{ timeMs: 1_000 }, { timeMs: 2_000 }]);
});

it('keeps what is no event, goes on with the rest, and tells', async () => {
  await listen();
  const entries = [[1, { message: 'good' }], [2, 'no record'], 'nothing', [3, { message: 'good too' }]];
  await exchange(
    Buffer.concat([encode(['tag', entries]), encode({ no: 'message' }), encode(['tag', 4, { log: 'last' }])]),
  );
  expect(receiver.intake.lines).toEqual([
    'good',
    '[2,"no record"]',
    '"nothing"',
    'good too',
    expect.any(String),
    'last',
  ]);
  expect(receiver.telemetry.counts.get('malformed')).toBe(3);
});

it('a text or a record that is too long goes on in parts', async () => {
  await listen({ messageBytesMax: 1024 });
  const wide = Object.fromEntries(
    Array.from({ length: 300 }, (_, index) => [`f${index}`, 'x'.repeat(1_000)]),
  );
  await exchange(
    Buffer.concat([
      encode(['tag', 1, { log: 'y'.repeat(1_500) }]),
      encode(['tag', 1, { log: 'z', ...wide }]),
    ]),
  );
  expect(receiver.intake.messages.slice(0, 2).map(({ part, line }) => [part, line.length])).toEqual([
    [0, 1024],
    [1, 476],
  ]);
  expect(JSON.parse(receiver.intake.lines.slice(2).join(''))).toEqual({ log: 'z', ...wide });
});

describe('what would not fit into the spool goes on in parts, and stops nobody', () => {
  const long = 'x'.repeat(2 * 1024 * 1024);
  const entries = new Uint8Array(gzipSync(encode([1, { message: 'm', stack: long }])));
  const cases: readonly [name: string, sent: unknown, whole: string, malformed: number][] = [
    [
      'a record that is long only when decompressed',
      ['t', entries, { compressed: 'gzip' }],
      JSON.stringify({ message: 'm', stack: long }),
      0,
    ],
    ['a tag', [long, 1, { message: 'm' }, { chunk: 'c' }], long, 1],
  ];

  it.each(cases)('%s', async (_name, sent, whole, malformed) => {
    const story = await SpoolStory.begin();
    await listen({}, { intake: story.spool });
    const answer = await exchange(Buffer.concat([encode(sent), encode(['t', 2, { message: 'behind it' }])]));
    if (malformed > 0) expect(decode(answer)).toEqual({ ack: 'c' });
    const lines = await story.readLines();
    expect(lines.pop()).toBe('behind it');
    expect(lines.join('').includes(whole)).toBe(true);
    expect(receiver.telemetry.counts.get('malformed')).toBe(malformed);
    expect(story.told).toEqual([]);
    await story.end();
  });
});

describe('limits end a connection, and no other', () => {
  const bomb = gzipSync(Buffer.alloc(1024 * 1024, encode([1, { message: 'x' }])));
  const cases: readonly [name: string, bytes: Uint8Array, reason: RegExp][] = [
    ['a message too long', encode(['tag', new Uint8Array(200_000)]).subarray(0, 150_000), /chunkBytesMax/],
    ['a bomb', encode(['tag', new Uint8Array(bomb), { compressed: 'gzip' }]), /larger than/],
    ['nested too deep', new Uint8Array(100).fill(0x91), /nested/],
    ['promises of more than there is', Uint8Array.of(0xdd, 0xff, 0xff, 0xff, 0xff), /values/],
    ['bytes that are no MessagePack', Uint8Array.of(0xc1), /never used/],
  ];

  it.each(cases)('%s', async (_name, bytes, reason) => {
    await listen({ chunkBytesMax: 64 * 1024 });
    const neighbour = await connect();
    const socket = await connect();
    socket.write(bytes);
    await closed(socket);
    expect(receiver.told.join('')).toMatch(reason);
    neighbour.end(encode(['tag', 1, { message: 'fine' }]));
    await closed(neighbour);
    expect(receiver.intake.lines).toEqual(['fine']);
  });

  it('what all hold together', async () => {
    await listen({ pendingBytesMax: 1024 * 1024, chunkBytesMax: 1024 * 1024 });
    const half = encode(['tag', new Uint8Array(500_000)]).subarray(0, 400_000);
    const sockets = [await connect(), await connect(), await connect()];
    const oneClosed = Promise.race(sockets.map(closed));
    for (const socket of sockets) socket.write(half);
    await oneClosed;
    expect(receiver.told.join('')).toMatch(/pendingBytesMax/);
    for (const socket of sockets) socket.destroy();
  });
});

describe('a shared key', () => {
  it('is asked for, and known by a real sender', async () => {
    await listen({ sharedKey: 'a secret' });
    const socket = await connect();
    const [helo] = await once(socket, 'data');
    expect(decode(new Uint8Array(helo))).toMatchObject(['HELO', { auth: new Uint8Array(), keepalive: true }]);
    const wrong = ['PING', 'client', 'salt', 'no digest', '', ''];
    socket.write(Buffer.concat([encode(wrong), encode(['tag', 1, { message: 'not taken' }])]));
    const [pong] = await once(socket, 'data');
    expect(decode(pong)).toEqual(['PONG', false, 'shared key mismatch', '', '']);
    await closed(socket);
    expect(receiver.intake.messages).toEqual([]);
  });
});
