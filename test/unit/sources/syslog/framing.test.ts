import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SyslogFramer } from '../../../../src/sources/syslog/framing.ts';

/** The messages of one connection, with ` #n` behind those that are part n of one. */
function frame(text: string | Buffer, { pieceBytes = 1 << 20, messageBytesMax = 100 } = {}): string[] {
  const framer = new SyslogFramer(messageBytesMax);
  const bytes = Buffer.from(text);
  const parts = [];
  for (let at = 0; at < bytes.length; at += pieceBytes) {
    parts.push(...framer.push(bytes.subarray(at, at + pieceBytes)).map(copy));
  }
  return [...parts, ...framer.end().map(copy)];
}

function copy({ bytes, part }: { bytes: Buffer; part?: number }): string {
  return part === undefined ? bytes.toString() : `${bytes} #${part}`;
}

const tables: readonly [name: string, bytes: string, messages: readonly string[]][] = [
  ['lines', '<1>a\n<2>b\n', ['<1>a', '<2>b']],
  ['counted', '4 <1>a5 <2>b\n6 <3>\nd\n', ['<1>a', '<2>b', '<3>\nd']],
  ['counted, then lines', '4 <1>a<2>b\n4 <3>c', ['<1>a', '<2>b', '<3>c']],
  ['counted, each with a newline behind', '4 <1>a\n4 <2>b\n', ['<1>a', '<2>b']],
  ['a line that begins with a number', '2026 was the year\n7 nights\n', ['2026 was the year', '7 nights']],
  ['a counted message that is no syslog, on a connection that counts', '4 <1>a5 hello', ['<1>a', 'hello']],
  ['a number that counts nothing', '0 <1>a\n1234567890 <2>b\n', ['0 <1>a', '1234567890 <2>b']],
  ['what other senders end messages with', '<1>a\r\n<2>b\0\n\n<3>c\0', ['<1>a', '<2>b', '<3>c']],
  ['the end of a connection', '<1>a\n<2>b', ['<1>a', '<2>b']],
  ['the end within a counted message', '40 <1>a', ['<1>a']],
  ['digits, and the end', '12', ['12']],
  ['nothing', '', []],
];

describe('messages of a connection', () => {
  it.each(tables)('%s', (_name, bytes, messages) => {
    for (const pieceBytes of [1 << 20, 7, 2, 1]) expect(frame(bytes, { pieceBytes })).toEqual(messages);
  });

  it('longer than the limit go on in parts, cut between characters', () => {
    const limits = { messageBytesMax: 4 };
    for (const pieceBytes of [100, 3, 1]) {
      expect(frame('<1>abcdefg\n<2>b\n', { ...limits, pieceBytes })).toEqual([
        '<1>a #0',
        'bcde #1',
        'fg #2',
        '<2>b',
      ]);
      expect(frame('10 <1>abcdefg4 <2>b', { ...limits, pieceBytes })).toEqual([
        '<1>a #0',
        'bcde #1',
        'fg #2',
        '<2>b',
      ]);
      expect(frame('<1>ääää\n', { ...limits, pieceBytes })).toEqual(['<1> #0', 'ää #1', 'ää #2']);
    }
  });
});

it('no byte of a message is lost, however it is counted and cut into pieces', () => {
  const message = fc.stringMatching(/^<\d{1,3}>[ -~]{0,30}$/);
  const messages = fc.array(fc.record({ message, isCounted: fc.boolean() }), { maxLength: 10 });
  fc.assert(
    fc.property(messages, fc.integer({ min: 1, max: 40 }), (sent, pieceBytes) => {
      const bytes = sent.map(({ message: text, isCounted }) =>
        isCounted ? `${text.length} ${text}` : `${text}\n`,
      );
      expect(frame(bytes.join(''), { pieceBytes })).toEqual(sent.map(({ message: text }) => text));
    }),
  );
});

it('bytes of any kind are taken, in bounded pieces', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), fc.integer({ min: 1, max: 50 }), (bytes, pieceBytes) => {
      const framer = new SyslogFramer(16);
      for (let at = 0; at < bytes.length; at += pieceBytes)
        for (const part of framer.push(Buffer.from(bytes.slice(at, at + pieceBytes))))
          expect(part.bytes.length).toBeLessThanOrEqual(16);
    }),
  );
});
