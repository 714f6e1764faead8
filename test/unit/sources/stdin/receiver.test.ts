import { Readable } from 'node:stream';
import { expect, it } from 'vitest';
import { stdinInputOptions } from '../../../../src/sources/stdin/options.ts';
import { ReceiverStory } from '../../../fakes/receiver-story.ts';

function receive(pieces: readonly string[], messageBytesMax = 1024) {
  const story = new ReceiverStory();
  const stdin = Readable.from(pieces.map((piece) => Buffer.from(piece)));
  const options = { ...stdinInputOptions.parse({ type: 'stdin' }), messageBytesMax };
  const receiver = story.start(options, { stdin });
  return { intake: story.intake, receiver, telemetry: story.telemetry };
}

const tables: readonly [name: string, pieces: readonly string[], lines: readonly string[]][] = [
  ['lines', ['one\ntwo\r\n', 'th', 'ree\n'], ['one', 'two', 'three']],
  ['empty lines', ['\n\nx\n'], ['', '', 'x']],
  ['a last line without an end', ['one\ntwo'], ['one', 'two']],
  ['nothing', [], []],
];

it.each(tables)('takes %s', async (_name, pieces, lines) => {
  const { intake, receiver, telemetry } = receive(pieces);
  await receiver.ended;
  expect(intake.lines).toEqual(lines);
  expect(telemetry.counts.get('received')).toBe(lines.length);
});

it('a line longer than the limit goes on in parts', async () => {
  const { intake, receiver } = receive(['ääää\nb\n'], 5);
  await receiver.ended;
  expect(intake.messages.map(({ line, part }) => [Buffer.from(line).toString(), part])).toEqual([
    ['ää', 0],
    ['ää', 1],
    ['b', undefined],
  ]);
});

it('a stop ends it, with what it has', async () => {
  const { intake, receiver } = receive(['one\ntwo']);
  await new Promise((resolve) => setTimeout(resolve, 20));
  await receiver.stop();
  await receiver.ended;
  expect(intake.lines).toEqual(['one', 'two']);
});
