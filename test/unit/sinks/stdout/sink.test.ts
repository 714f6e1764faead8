import { Writable } from 'node:stream';
import { expect, test } from 'vitest';
import { StdoutSink } from '../../../../src/sinks/stdout/sink.ts';

const documents = ['{"a":1}', '{"b":"ä"}'].map((source, index) => ({
  index: 'logs',
  id: `${index}`,
  source,
}));

test('a batch is stored once the other end has taken it', async () => {
  const taken = Promise.withResolvers<void>();
  let text = '';
  const output = new Writable({
    write: (chunk: Buffer, _encoding, done) => {
      text += chunk.toString();
      void taken.promise.then(() => done());
    },
  });
  let stored = 0;
  const writing = new StdoutSink(output, (count) => {
    stored += count;
  }).write(documents);
  await Promise.resolve();
  expect(stored).toBe(0);
  taken.resolve();
  expect(await writing).toEqual({ stored: [0, 1], retry: [], refused: [] });
  expect([stored, text]).toEqual([2, '{"a":1}\n{"b":"ä"}\n']);
});

test('a closed output is an error that waiting may mend', async () => {
  const output = new Writable({ write: (_chunk, _encoding, done) => done(new Error('EPIPE')) });
  output.on('error', () => {});
  const writing = new StdoutSink(output, () => {}).write(documents);
  await expect(writing).rejects.toMatchObject({ name: 'SinkError', code: 'unreachable', transient: true });
});
