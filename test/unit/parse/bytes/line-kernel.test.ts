import { expect, test } from 'vitest';
import { lineKernel } from '../../../../src/parse/bytes/line-kernel.ts';
import { MessagePackWriter } from '../../../../src/wire/message-pack.ts';

const plain = '192.0.2.1 - - [17/May/2015:10:05:03 +0200] "GET /a?b=c HTTP/1.1" 200 5';
const unusual = '192.0.2.1 - - [17/May/2015:10:05:03 +0200] "GET /a\\"b HTTP/1.1" 200 5';

function linesOf(texts: readonly string[]) {
  const bytes = Buffer.from(texts.map((text) => `${text}\n`).join(''));
  let end = 0;
  return { bytes, offset: 7, lineEnds: texts.map((text) => (end += text.length + 1)) };
}

test('it writes the lines up to an unusual one, and goes on behind it', () => {
  const kernel = lineKernel();
  const lines = linesOf([plain, plain, unusual, plain]);
  const out = new MessagePackWriter(16);
  expect(kernel.writeAccess(lines, 0, false, out)).toBe(2);
  expect(kernel.endOf(1)).toBe(out.length);
  expect(kernel.timeOf(1)).toBe(Date.parse('2015-05-17T10:05:03+02:00'));
  expect(kernel.writeAccess(lines, 2, false, out)).toBe(0);
  const before = out.length;
  expect(kernel.writeAccess(lines, 3, false, out)).toBe(1);
  expect(kernel.endOf(0)).toBe(out.length - before);
});

test.each<[name: string, text: string, isCombined: boolean, count: number]>([
  ['a day that there is not', plain.replace('17/May', '31/Feb'), false, 0],
  ['a time that there is not', plain.replace('10:05:03', '24:05:03'), false, 0],
  ['a time without its colons', plain.replace('10:05:03', '10.05.03'), false, 0],
  ['a combined line where a common one is due', `${plain} "-" "curl/8"`, false, 0],
  ['a combined line', `${plain} "-" "curl/8"`, true, 1],
  ['a common line where a combined one is due', plain, true, 0],
  ['a line of UTF-8', `${plain} "-" "é"`, true, 0],
  ['nothing', '', true, 0],
])('%s', (_name, text, isCombined, count) => {
  const lines = linesOf([text]);
  expect(lineKernel().writeAccess(lines, 0, isCombined, new MessagePackWriter(16))).toBe(count);
});
