import { describe, expect, test } from 'vitest';
import { encodeLine, scanLines } from '../../../src/positions/line.ts';

const values = [{ a: 1 }, { text: 'ä\n"\u2028\ud800' }, {}, { long: 'x'.repeat(1_000) }];
const texts = values.map((value, number) => encodeLine(number + 5, value));
const bytes = Buffer.from(texts.join(''));
const numbers = [5, 6, 7, 8];

const scannedNumbers = (scanned: Buffer) => scanLines(scanned).lines.map(({ number }) => number);

test('what is written is read', () => {
  const { lines, flaws, end } = scanLines(bytes);
  expect(lines.map(({ number }) => number)).toEqual(numbers);
  expect(lines.map(({ json }) => JSON.parse(json))).toEqual(values);
  expect({ flaws, end }).toEqual({ flaws: [], end: bytes.length });
});

test('nothing is read as nothing', () => {
  expect(scanLines(Buffer.alloc(0))).toEqual({ lines: [], flaws: [], end: 0 });
});

describe('damage', () => {
  test('to any byte costs the line it is in and no other, and names it', () => {
    for (let at = 0; at < bytes.length; at += 1) {
      for (const mask of [1, 0x20, 0xff, (bytes[at] ?? 0) ^ 0x0a].filter((bits) => bits !== 0)) {
        const damaged = Buffer.from(bytes);
        damaged[at] = (bytes[at] ?? 0) ^ mask;
        checkDamage(damaged, at);
      }
    }
  });

  /** A newline may be gone: its line is read by its length. */
  function checkDamage(damaged: Buffer, at: number): void {
    const { lines, flaws } = scanLines(damaged);
    const [hit, start, end] = lineAt(at);
    const isNewline = at === end - 1;
    const left = numbers.filter((number) => isNewline || number !== hit);
    expect(
      lines.map(({ number }) => number),
      `byte ${at}`,
    ).toEqual(left);
    expect(flaws).toHaveLength(1);
    expect(flaws[0]?.at).toBe(isNewline ? at : start);
  }

  test('in the last line is a torn end where the newline is hit too', () => {
    const last = bytes.length - Buffer.byteLength(texts[3] ?? '');
    expect(scanLines(bytes.subarray(0, -1)).flaws).toEqual([
      { kind: 'torn', at: last, bytes: bytes.length - 1 - last },
    ]);
  });

  test('of any truncation leaves the lines before it', () => {
    for (let length = 0; length < bytes.length; length += 1) {
      const { lines, flaws, end } = scanLines(bytes.subarray(0, length));
      const [next, start] = lineAt(length);
      expect(lines.map(({ number }) => number)).toEqual(numbers.filter((number) => number < next));
      expect(end).toBe(start);
      expect(flaws).toEqual(start === length ? [] : [{ kind: 'torn', at: start, bytes: length - start }]);
    }
  });

  test.each([
    ['garbage before', Buffer.concat([Buffer.from('garbage\nmore\n'), bytes])],
    ['garbage between', Buffer.concat([Buffer.from(texts[0] ?? ''), Buffer.from('\n\0\n'), bytes])],
    ['zeros behind', Buffer.concat([bytes, Buffer.alloc(9_000)])],
  ])('%s costs no line', (_name, damaged) => {
    expect(scannedNumbers(damaged).slice(-4)).toEqual(numbers);
  });

  test('that makes a length huge is no reason to look beyond the end', () => {
    expect(scannedNumbers(Buffer.from('00000000 9999999999 1 {}\n'))).toEqual([]);
  });
});

/** Number, first byte and end of the line that has this byte. */
function lineAt(at: number): [number: number, start: number, end: number] {
  let start = 0;
  for (const [index, text] of texts.entries()) {
    const end = start + Buffer.byteLength(text);
    if (at < end) return [index + 5, start, end];
    start = end;
  }
  throw new RangeError(`no byte ${at}`);
}
