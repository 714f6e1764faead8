import { readFileSync } from 'node:fs';
import { decodeMulti } from '@msgpack/msgpack';
import { expect, it } from 'vitest';
import { decodeForward } from '../../../../src/sources/forward/decode.ts';
import { Handshake } from '../../../../src/sources/forward/handshake.ts';
import { ValueEnd } from '../../../../src/wire/message-pack-scan.ts';

/** Recorded from `@fluent-org/logger` 1.0.10, whose key was `a secret`. */
const recorded = JSON.parse(readFileSync(new URL('recorded.json', import.meta.url), 'utf8')) as {
  readonly [name: string]: { readonly sent: string; readonly answered: string };
};

it('answers the PING of a real sender as it was answered', () => {
  const { sent = '', answered = '' } = recorded['node shared key'] ?? {};
  const bytes = Buffer.from(sent, 'base64');
  const [helo, pong] = [...decodeMulti(Buffer.from(answered, 'base64'))] as [
    [string, { nonce: Uint8Array }],
    unknown,
  ];
  const ping = decodeForward(bytes.subarray(0, new ValueEnd({ depthMax: 9, valuesMax: 99 }).find(bytes)));
  const handshake = new Handshake('a secret', helo[1].nonce);
  const answer = handshake.answer(ping);
  expect(answer.isKnown).toBe(true);
  expect([...decodeMulti(answer.pong)]).toEqual([pong]);
  expect(new Handshake('another', helo[1].nonce).answer(ping).isKnown).toBe(false);
  expect(handshake.answer('no ping').isKnown).toBe(false);
});
