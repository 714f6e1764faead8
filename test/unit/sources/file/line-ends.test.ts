import { expect, test } from 'vitest';
import { LineEnds } from '../../../../src/sources/file/line-ends.ts';

const line = (bytes: number) => `${'x'.repeat(bytes - 1)}\n`;

test.each<[name: string, text: string, ends: number[], partEnd: number | undefined]>([
  ['many short ones', line(3) + line(4), [3, 7], undefined],
  ['one that is as long as one may be', line(8) + line(2), [8, 10], undefined],
  ['a longer one behind others waits for its own turn', line(3) + line(9) + line(2), [3], undefined],
  ['a longer one is cut', line(9) + line(2), [], 8],
  ['one that may become too long behind others', line(3) + 'x'.repeat(20), [3], undefined],
  ['one that is too long already', 'x'.repeat(20), [], 8],
  ['a character is never cut', `${'x'.repeat(7)}ä${line(9)}`, [], 7],
])('of more bytes than a line may have: %s', (_name, text, ends, partEnd) => {
  const lineEnds = new LineEnds({ lineBytesMax: 8 }, []);
  const found = lineEnds.of({ bytes: Buffer.from(text), offset: 0, encoding: 'utf-8', within: undefined });
  expect(found).toEqual({ ends, ...(partEnd !== undefined && { part: { end: partEnd, state: '' } }) });
});
