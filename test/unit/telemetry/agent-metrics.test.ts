import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { AgentTelemetry } from '../../../src/telemetry/agent.ts';
import { agentMetrics, type FlowTelemetry, fileSeriesMax } from '../../../src/telemetry/agent-metrics.ts';
import { createLog } from '../../../src/telemetry/log.ts';
import { ReloadTelemetry } from '../../../src/telemetry/reloads.ts';

const page = new URL('../../../docs/operating.md', import.meta.url);
const nowMs = 10_000;

function scrape(telemetry: AgentTelemetry) {
  return scrapeFlows([{ flow: undefined, telemetry }]);
}

function scrapeFlows(flows: readonly FlowTelemetry[]) {
  const figures = {
    version: '1.2.3',
    nodeVersion: 'v24',
    startedMs: 0,
    residentBytes: 1,
    cpuMs: 1_500,
    nowMs,
  };
  return agentMetrics(flows, new ReloadTelemetry(silent), figures);
}

const silent = createLog('silent', 'json', () => {});
const quiet = () => new AgentTelemetry(silent, () => nowMs);

test('docs/operating.md lists every metric, with its type and labels', () => {
  const telemetry = quiet();
  telemetry.chunkRead({ generation: 'g', path: '/a' }, { offset: 0, end: 1, lineEnd: 1 }, 1);
  telemetry.linesUnparsed(new Map([['unparsed_line', 1]]), '/a', 'json', '');
  const step = [{ input: 'i', step: 'drop', type: 'drop', events: 1 }];
  telemetry.steps.processed({ filtered: step, failed: step });
  telemetry.recordStored('s', { data: new Uint8Array(), events: 1 });
  telemetry.shardThrottled('s');
  telemetry.retrying([{ shardId: 's' }], { code: 'c', reason: 'r' });
  telemetry.deadLettered(1, { code: 'c', reason: 'r' }, '');
  telemetry.inputs.began('i');
  telemetry.inputs.connectionOpened('i');
  telemetry.inputs.connectionRefused('i', undefined, 'r');
  telemetry.inputs.malformed('i', 'r', '');
  const rows = scrape(telemetry).map(({ name, type, samples }) => {
    const labels = Object.keys(samples[0]?.labels ?? {}).map((label) => `\`${label}\``);
    return `| \`${name}\` | ${type} | ${labels.join(', ')} |`.replace('|  |', '| |');
  });
  const text = readFileSync(page, 'utf8');
  const listed = [...text.matchAll(/^(\| `(?:kinship|process)_\w+` \| \w+ \|[^|]*\|)/gm)].map(
    ([, row]) => row,
  );
  expect(listed).toEqual(rows);
});

test('names end in their base unit, and counters in _total', () => {
  for (const { name, type } of scrape(quiet())) {
    expect(name).toMatch(/^(kinship_agent|process)_[a-z_]+$/);
    expect(name.endsWith('_total')).toBe(type === 'counter');
    expect(name).not.toMatch(/_(ms|kb|mb|millis\w*)(_|$)/);
  }
});

test('a host of many files makes a bounded number of series: the rest stand together', () => {
  const telemetry = quiet();
  for (let index = 0; index < 1_000; index += 1) {
    const range = { offset: 0, end: index + 1, lineEnd: index + 1 };
    telemetry.chunkRead({ generation: `${index}`, path: `/logs/${index}` }, range, 1);
  }
  const bytes =
    scrape(telemetry).find(({ name }) => name === 'kinship_agent_file_behind_bytes')?.samples ?? [];
  expect(bytes).toHaveLength(fileSeriesMax + 1);
  expect(bytes[0]).toEqual({ labels: { path: '/logs/999' }, value: 1_000 });
  expect(bytes.at(-1)?.labels).toEqual({ path: 'other' });
  expect(bytes.reduce((sum, { value }) => sum + value, 0)).toBe((1_000 * 1_001) / 2);
});

test('two lives under one name are one series', () => {
  const telemetry = quiet();
  for (const generation of ['old', 'new'])
    telemetry.chunkRead({ generation, path: '/a' }, { offset: 0, end: 5, lineEnd: 5 }, 1);
  const bytes = scrape(telemetry).find(({ name }) => name === 'kinship_agent_file_behind_bytes')?.samples;
  expect(bytes).toEqual([{ labels: { path: '/a' }, value: 10 }]);
});

test('flows with names share their metrics, labelled', () => {
  const [one, two] = [quiet(), quiet()];
  one.recordStored('s', { data: new Uint8Array(1), events: 3 });
  const metrics = scrapeFlows([
    { flow: 'one', telemetry: one },
    { flow: 'two', telemetry: two },
  ]);
  const samplesOf = (name: string) => metrics.find((metric) => metric.name === name)?.samples;
  expect(samplesOf('kinship_agent_put_events_total')).toEqual([
    { labels: { flow: 'one', shard: 's' }, value: 3 },
  ]);
  expect(samplesOf('kinship_agent_read_lines_total')).toEqual([
    { labels: { flow: 'one' }, value: 0 },
    { labels: { flow: 'two' }, value: 0 },
  ]);
  const names = metrics.map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
});
