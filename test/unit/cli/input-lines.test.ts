import fc from 'fast-check';
import { expect, test } from 'vitest';
import { inputLines } from '../../../src/cli/input-lines.ts';
import { multilineRule } from '../../../src/parse/multiline-ends.ts';
import { patternGrouping } from '../../../src/parse/multiline-patterns.ts';
import type { LineChunk } from '../../../src/record/chunk.ts';

async function read(pieces: readonly Buffer[], lineBytesMax = 64, headerLines = 0) {
  const chunks: LineChunk[] = [];
  async function* input() {
    yield* pieces;
  }
  for await (const chunk of inputLines(input(), { encoding: 'utf-8', lineBytesMax, headerLines }))
    chunks.push({ ...chunk, bytes: Buffer.from(chunk.bytes) });
  return chunks;
}

/** The lines of some bytes, the parts of long ones put together again. */
function linesOf(chunks: readonly LineChunk[]): string[] {
  const lines: string[] = [];
  for (const { bytes, lineEnds, part } of chunks) {
    let start = 0;
    for (const end of lineEnds) {
      const line = bytes.toString('latin1', start, end);
      if (start === 0 && part !== undefined && part.index > 0) lines.push(`${lines.pop()}${line}`);
      else lines.push(line);
      start = end;
    }
  }
  return lines;
}

test('however the bytes come, the lines are the same, and nothing is lost', async () => {
  const line = fc.oneof(fc.string({ maxLength: 20 }), fc.string({ minLength: 60, maxLength: 300 }));
  const text = fc.array(line, { maxLength: 20 }).map((lines) => Buffer.from(lines.join('\n')));
  await fc.assert(
    fc.asyncProperty(text, fc.array(fc.nat({ max: 200 })), async (bytes, cuts) => {
      const ends = [...new Set(cuts)].filter((cut) => cut < bytes.length).sort((a, b) => a - b);
      const pieces = [...ends, bytes.length].map((end, index) => bytes.subarray(ends[index - 1] ?? 0, end));
      const chunks = await read(pieces);
      expect(Buffer.concat(chunks.map((chunk) => chunk.bytes)).equals(bytes)).toBe(true);
      expect(linesOf(chunks)).toEqual(bytes.toString('latin1').match(/[^\n]*\n|[^\n]+$/g) ?? []);
      let offset = 0;
      for (const chunk of chunks) {
        expect([chunk.offset, chunk.bytes.length <= 64]).toEqual([offset, true]);
        offset += chunk.bytes.length;
      }
    }),
    { numRuns: 300 },
  );
});

test('the header is left out and told', async () => {
  const [chunk] = await read([Buffer.from('v1\na,b\n1,2\n3,4\n')], 64, 2);
  expect(chunk).toMatchObject({
    offset: 7,
    file: { headerLine: 'a,b', firstLine: '1,2', nextLines: ['3,4'] },
  });
  expect(chunk?.bytes.toString()).toBe('1,2\n3,4\n');
});

test.each<[string, content: string, left: string]>([
  ['longer than a line may be', `${'h,'.repeat(100)}\n1,2\n`, '1,2\n'],
  ['without its newline', 'h,i', ''],
  ['longer, and without its newline', 'h,'.repeat(100), ''],
])('a header that is %s is left out whole', async (_name, content, left) => {
  for (const cut of [1, 63, 64, 65, 130, 500]) {
    const bytes = Buffer.from(content);
    const chunks = await read([bytes.subarray(0, cut), bytes.subarray(cut)], 64, 1);
    expect(chunks.map((chunk) => chunk.bytes.toString()).join('')).toBe(left);
    expect(chunks.every(({ part }) => part === undefined)).toBe(true);
  }
});

test('several lines are one event where a rule says so', async () => {
  const options = { encoding: 'utf-8', lineBytesMax: 64, headerLines: 0 } as const;
  const eventRule = multilineRule(patternGrouping({ continue: '^\\s' }), {});
  const chunks = [];
  async function* input() {
    yield Buffer.from('one\n  two\nthr');
    yield Buffer.from('ee\n  four');
  }
  for await (const { bytes, lineEnds } of inputLines(input(), { ...options, eventRule }))
    chunks.push([bytes.toString(), lineEnds]);
  expect(chunks).toEqual([
    ['one\n  two\n', [10]],
    ['three\n  four', [12]],
  ]);
});
