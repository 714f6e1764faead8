import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { detectFormat } from '../../../src/parse/detect-format.ts';
import { LineParser, lineErrors } from '../../../src/parse/events.ts';
import type { Event } from '../../../src/record/event.ts';
import { Timeline } from '../../../src/record/timeline.ts';
import { lineChunk } from '../../fakes/line-chunk.ts';
import { countLog, countLog4j, countSyslog } from '../../integration/independent-count.ts';
import { hasRealLog, sampleLines, sampleLog } from '../../integration/samples.ts';

const samplesDir =
  process.env['KINSHIP_SAMPLES'] ?? join(import.meta.dirname, '..', '..', '..', '..', 'shared', 'logs');

/** When the files are read: it decides the years that are not in them. */
const seenMs = Date.UTC(2016, 0, 1);

function parseFile(path: string) {
  const content = readFileSync(path);
  const text = content.toString('utf8');
  const { format } = detectFormat(text.split('\n', 20));
  const { events } = new LineParser({ format, fields: {} }).parse(lineChunk(content), new Timeline(), seenMs);
  return { format, events, text };
}

/** How often each value of a field comes; events without it are left out. */
function countBy(events: readonly Event[], keyOf: (event: Event) => unknown): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const key of events.map(keyOf).filter((value) => value !== undefined))
    counts[String(key)] = (counts[String(key)] ?? 0) + 1;
  return counts;
}

test('10,000 lines of an access log have what an independent count finds in them', {
  timeout: 60_000,
}, async () => {
  const { format, events, text } = parseFile(await sampleLog());
  const expected = countLog(text);
  expect([format, events.length]).toEqual(['combined', sampleLines]);
  expect(countBy(events, (event) => event['http.response.status_code'])).toEqual(expected.statusCodes);
  expect(countBy(events, (event) => new Date(event['@timestamp']).toISOString().slice(0, 10))).toEqual(
    expected.days,
  );
  const bodyBytes = events.map((event) => Number(event['http.response.body.bytes'] ?? 0));
  expect(bodyBytes.reduce((sum, bytes) => sum + bytes, 0)).toBe(expected.bodyBytes);
  const unparsed = events.filter((event) => event['error.type'] === lineErrors.unparsed);
  expect(unparsed.map((event) => event['message'])).toEqual(expected.cutOff);
});

describe.skipIf(!hasRealLog)('the sample logs', () => {
  test('line 8,899 breaks off in the middle, and is kept whole', () => {
    const { events, text } = parseFile(join(samplesDir, 'apache_combined.log'));
    const line = text.split('\n')[8_898];
    expect(events[8_898]).toMatchObject({ message: line, 'error.type': lineErrors.unparsed });
    expect(events.filter((event) => event['error.type'] !== undefined)).toHaveLength(1);
  });

  test.skipIf(!existsSync(join(samplesDir, 'nginx_plus.json.log')))(
    '500 lines of JSON all parse, with their times',
    () => {
      const { format, events, text } = parseFile(join(samplesDir, 'nginx_plus.json.log'));
      const lines = text
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line));
      expect([format, events.length]).toEqual(['json', 500]);
      expect(events.map((event) => event['@timestamp'])).toEqual(lines.map(({ timestamp }) => timestamp));
      expect(events.map((event) => event['fields'])).toEqual(lines.map(({ timestamp: _, ...rest }) => rest));
      expect(events.filter((event) => 'error.type' in event || 'event.original' in event)).toEqual([]);
    },
  );

  test.each([
    ['openssh.log', 'syslog'],
    ['linux.log', 'syslog'],
    ['hadoop.log', 'timestamped'],
  ])('%s is %s, and has what an independent count finds in it', (name, expected) => {
    const { format, events, text } = parseFile(join(samplesDir, name));
    const lines = text
      .replace(/\n$/, '')
      .split('\n')
      .map((line) => line.replace(/\r$/, ''));
    expect([format, events.length]).toEqual([expected, lines.length]);
    const count = format === 'syslog' ? countSyslog(lines) : countLog4j(lines);
    expect(countBy(events, (event) => new Date(event['@timestamp']).toISOString())).toEqual(count.times);
    expect(countBy(events, (event) => event['process.name'])).toEqual(count.programs);
    expect(countBy(events, (event) => event['process.pid'])).toEqual(count.pids);
    expect(countBy(events, (event) => event['log.level'])).toEqual(count.levels);
    expect(countBy(events, (event) => event['error.type'])).toEqual(count.errors);
    const messages = events.map((event) => String(event['message']).length);
    expect(messages.reduce((sum, length) => sum + length, 0)).toBe(count.messageChars);
  });
});
