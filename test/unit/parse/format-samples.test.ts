import { expect, test } from 'vitest';
import { LineParser } from '../../../src/parse/events.ts';
import { formatName, formats } from '../../../src/parse/formats.ts';
import { Timeline } from '../../../src/record/timeline.ts';
import { lineChunk } from '../../fakes/line-chunk.ts';
import { formatSamples, sampleSeenMs } from '../../formats/samples.ts';

const origin = /^log\.(file\..*|offset|length|checksum)$/;

test.each([...formatSamples])('$format: $of', ({ format, time, headerLine, line, event: expected }) => {
  const parser = new LineParser({ format, time, headerLine, fields: {} });
  const { events } = parser.parse(lineChunk(`${line}\n`), new Timeline(), sampleSeenMs);
  const told = events.map((event) => ({
    ...Object.fromEntries(Object.entries(event).filter(([field]) => !origin.test(field))),
    '@timestamp': new Date(event['@timestamp']).toISOString(),
  }));
  expect(told).toEqual([expected]);
});

test('every format has a sample', () => {
  const shown = new Set(formatSamples.map(({ format }) => formatName(format)));
  expect([...formats, 'regex'].filter((format) => !shown.has(format))).toEqual([]);
});
