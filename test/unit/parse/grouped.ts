import { expect } from 'vitest';
import { groupingOf, type MultilineRule } from '../../../src/parse/multiline.ts';
import { multilineRule } from '../../../src/parse/multiline-ends.ts';
import { characterBoundary, endsOfLines } from '../../../src/sources/file/lines.ts';

/** The lines of each event, when all of them are there. */
export function eventsOf(rule: MultilineRule, lines: readonly string[]): string[][] {
  const bytes = Buffer.from(lines.map((line) => `${line}\n`).join(''));
  const { ends } = multilineRule(
    groupingOf(rule),
    {},
  )({
    bytes,
    encoding: 'utf-8',
    lineEnds: endsOfLines(bytes, 'utf-8'),
    cuts: new Set([bytes.length]),
    isFull: false,
    within: undefined,
    characterEnd: (some) => characterBoundary(some, 'utf-8'),
  });
  return ends.map((end, index) => bytes.toString('utf8', ends[index - 1] ?? 0, end - 1).split('\n'));
}

/** Each event begins with `> ` in its first line; the others follow with `| `. */
export function checkEvents(preset: MultilineRule, marked: string): void {
  const lines = marked.replace(/^\n/, '').split('\n');
  const expected: string[][] = [];
  for (const line of lines) {
    if (line.startsWith('> ')) expected.push([line.slice(2)]);
    else expected.at(-1)?.push(line.slice(2));
  }
  expect(
    eventsOf(
      preset,
      lines.map((line) => line.slice(2)),
    ),
  ).toEqual(expected);
}
