import { expect } from 'vitest';
import { type FormatChoice, parserOf } from '../../../src/parse/formats.ts';

const seenMs = Date.UTC(2024, 5, 1);

/** The fields of a line, and under `@timestamp` its time as ISO text; undefined where it is not of the format. */
export function checkLine(format: FormatChoice, line: string, expected: object | undefined): void {
  const parsed = parserOf(format)(line);
  const timeMs = parsed?.timeMs ?? parsed?.withoutYear?.(seenMs);
  const time = timeMs === undefined ? {} : { '@timestamp': new Date(timeMs).toISOString() };
  expect(parsed === undefined ? undefined : { ...time, ...parsed.fields }).toEqual(expected);
}
