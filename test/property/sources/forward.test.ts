import { encode } from '@msgpack/msgpack';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { decodeForward } from '../../../src/sources/forward/decode.ts';
import { readForwardMessage } from '../../../src/sources/forward/message.ts';
import { receivedOf } from '../../../src/sources/forward/received.ts';

const context = { input: 'i', tag: 't', peer: undefined, receivedMs: 1, messageBytesMax: 64, bytes: 0 };
const json = fc.jsonValue().filter((item) => !JSON.stringify(item).includes('__proto__')); // The decoder refuses it.
const value = fc.oneof(json, fc.uint8Array(), fc.double(), fc.bigInt({ min: 0n, max: 2n ** 63n }));
const name = fc.string().filter((text) => text !== '__proto__');
const record = fc.dictionary(
  fc.oneof(name, fc.constantFrom('message', 'log', 'time', 'container_id')),
  value,
);
const entry = fc.oneof(fc.tuple(value, record), value);
const message = fc.oneof(
  fc.tuple(fc.string(), fc.array(entry)),
  fc.tuple(
    fc.string(),
    fc.array(entry).map((entries) => Buffer.concat(entries.map(encoded))),
  ),
  fc.tuple(fc.string(), value, record, fc.record({ chunk: fc.string() })),
  fc.tuple(fc.string(), fc.uint8Array()),
  value,
);

function encoded(item: unknown): Uint8Array {
  return encode(item, { useBigInt64: true });
}

it('whatever a sender sends is read, or kept as it is, in parts within the limit', async () => {
  await fc.assert(
    fc.asyncProperty(message, async (sent) => {
      const read = await readForwardMessage(decodeForward(encoded(sent)), 1_000);
      for (const item of read?.entries ?? []) {
        const received = receivedOf(item, context);
        expect(received.length).toBeGreaterThan(0);
        for (const { line } of received) expect(line.length).toBeLessThanOrEqual(64);
        expect(() => encode(received.map(({ fields }) => fields))).not.toThrow();
      }
    }),
  );
});
