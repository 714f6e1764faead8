import { appendFileSync, closeSync, openSync, readFileSync, rmSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { systemClock } from '../../src/cli/system-clock.ts';
import { AgentRoad } from './agent-road.ts';

const linesPerTurn = 20;

describe.skipIf(process.env['ENGINES'] === 'none')('a running agent', () => {
  let road: AgentRoad;
  beforeEach(async () => {
    road = new AgentRoad(21_571);
    await road.startLocal();
  });
  afterEach(() => road.end());

  /** Writes numbered lines to the files until it is stopped; resolves with how many each has. */
  function write(names: readonly string[], signal: AbortSignal): Promise<number> {
    return (async () => {
      let lines = 0;
      while (!signal.aborted) {
        for (const name of names) appendFileSync(join(road.folder, name), numbered(lines, name));
        lines += linesPerTurn;
        await systemClock.sleep(10);
      }
      return lines;
    })();
  }

  it('takes new configurations, and each line stands in the stream once', async () => {
    road.configure(['a.log']);
    const writing = new AbortController();
    const written = write(['a.log', 'b.log'], writing.signal);
    const agent = road.startAgent();
    const taken = (count: number) => agent.log.split('new configuration taken').length - 1 >= count;
    await road.until(async () => (await countOf(/put_events_total\S* (\d+)/g)) > 0, 'events');

    road.configure(['a.log', 'b.log']); // Noticed without a signal.
    await road.until(() => taken(1), 'reload by the watch');
    road.configure(['a.log', 'b.log'], '50ms');
    agent.signal('SIGHUP');
    await road.until(() => taken(2), 'reload by SIGHUP');
    // Refused by Kinesis for a second: what is under way is drained, not left.
    const rules = [{ fault: 'throttleRecord', operation: 'PutRecords', chance: 0.5 }];
    const answer = await fetch(`${road.endpoint}/_kinship/faults`, {
      method: 'PUT',
      body: JSON.stringify({ rules }),
    });
    expect(answer.status, await answer.text()).toBe(200);
    road.configure(['a.log', 'b.log'], '150ms');
    agent.signal('SIGHUP');
    await road.until(() => taken(3), 'reload under throttling');
    await fetch(`${road.endpoint}/_kinship/faults`, { method: 'PUT', body: JSON.stringify({ rules: [] }) });

    writing.abort();
    const lines = await written;
    await road.until(async () => (await countOf(/put_events_total\S* (\d+)/g)) >= 2 * lines, 'all events');
    await agent.stop();
    const events = await road.events();
    const places = events.map((event) => `${event['log.file.generation']} ${event['log.offset']}`);
    expect(new Set(places).size).toBe(2 * lines);
    expect(places).toHaveLength(2 * lines);
  });

  it('refuses a mistake by file, line and column, and ships on', async () => {
    road.configure(['a.log']);
    const agent = road.startAgent();
    await road.until(() => agent.log.includes('agent started'), 'start');
    const before = readFileSync(road.config, 'utf8');
    writeFileSync(road.config, `${before}  flushDelay: 1s\n`);
    agent.signal('SIGHUP');
    await road.until(() => agent.log.includes('refused'), 'refusal');
    expect(agent.log).toContain(`${road.config}:7:3: unknown option`);
    road.configure(['a.log'], '100ms', '  stuckAfterMs: 5s\n');
    writeFileSync(
      road.config,
      readFileSync(road.config, 'utf8').replace('stream: operated', 'stream: other'),
    );
    agent.signal('SIGHUP');
    await road.until(
      () => /agent.output stream \\?"other/.test(agent.log),
      'refusal of a stream that is missing',
    );
    writeFileSync(road.config, before.replace(/dataDir: .*/, 'dataDir: elsewhere'));
    agent.signal('SIGHUP');
    await road.until(() => agent.log.includes('agent.dataDir is'), 'refusal of another data folder');
    appendFileSync(join(road.folder, 'a.log'), numbered(0));
    await road.until(async () => (await countOf(/put_events_total\S* (\d+)/g)) === linesPerTurn, 'the lines');
    expect((await road.ask('/readyz')).status).toBe(200);
    expect(await countOf(/config_reloads_total{result="refused"} (\d+)/g)).toBe(3);
    await agent.stop();
  });

  it('is led out of a wrong endpoint while it still waits for it', async () => {
    road.configure(['a.log']);
    const right = readFileSync(road.config, 'utf8');
    writeFileSync(road.config, right.replace(road.endpoint, 'http://127.0.0.1:9'));
    appendFileSync(join(road.folder, 'a.log'), numbered(0));
    const agent = road.startAgent();
    await road.until(() => agent.log.includes('trying again'), 'failure');
    writeFileSync(road.config, right);
    await road.until(async () => (await countOf(/put_events_total\S* (\d+)/g)) === linesPerTurn, 'the lines');
    await agent.stop();
  });

  it('reads again what the old stream did not take, and nothing that it took', async () => {
    road.configure(['a.log']);
    appendFileSync(join(road.folder, 'a.log'), numbered(0));
    const agent = road.startAgent();
    await road.until(async () => (await countOf(/put_events_total\S* (\d+)/g)) === linesPerTurn, 'the lines');
    const rules = [{ fault: 'throttleRecord', operation: 'PutRecords' }];
    const faults = (body: object) =>
      fetch(`${road.endpoint}/_kinship/faults`, { method: 'PUT', body: JSON.stringify(body) });
    await faults({ rules });
    appendFileSync(join(road.folder, 'a.log'), numbered(linesPerTurn));
    await road.until(async () => (await countOf(/throttled_records_total\S* (\d+)/g)) > 0, 'throttling');
    road.configure(['a.log'], '50ms');
    agent.signal('SIGHUP');
    await road.until(() => agent.log.includes('new configuration taken'), 'end of the drain');
    await faults({ rules: [] });
    await road.until(
      async () => (await countOf(/put_events_total\S* (\d+)/g)) === 2 * linesPerTurn,
      'the rest',
    );
    await agent.stop();
    const offsets = (await road.events()).map((event) => event['log.offset']);
    expect([offsets.length, new Set(offsets).size]).toEqual([2 * linesPerTurn, 2 * linesPerTurn]);
  });

  it('reads a deleted file that is open to its end, though no input shows it any more', async () => {
    road.configure(['a.log']);
    const file = openSync(join(road.folder, 'a.log'), 'a');
    writeSync(file, numbered(0));
    const agent = road.startAgent();
    await road.until(async () => (await countOf(/put_events_total\S* (\d+)/g)) === linesPerTurn, 'the lines');
    const faults = (rules: readonly object[]) =>
      fetch(`${road.endpoint}/_kinship/faults`, { method: 'PUT', body: JSON.stringify({ rules }) });
    await faults([{ fault: 'throttleRecord', operation: 'PutRecords' }]);
    writeSync(file, numbered(linesPerTurn));
    await road.until(async () => (await countOf(/throttled_records_total\S* (\d+)/g)) > 0, 'throttling');
    rmSync(join(road.folder, 'a.log'));
    road.configure(['b.log'], '50ms');
    agent.signal('SIGHUP');
    await road.until(async () => (await road.ask('/readyz')).text.includes('reading has ended'), 'the drain');
    writeSync(file, numbered(2 * linesPerTurn)); // While nobody reads.
    closeSync(file);
    await road.until(() => agent.log.includes('new configuration taken'), 'end of the drain');
    await faults([]);
    await road.until(
      async () => (await countOf(/put_events_total\S* (\d+)/g)) === 3 * linesPerTurn,
      'the rest',
    );
    await agent.stop();
    const offsets = (await road.events()).map((event) => event['log.offset']);
    expect([offsets.length, new Set(offsets).size]).toEqual([3 * linesPerTurn, 3 * linesPerTurn]);
  });

  async function countOf(pattern: RegExp): Promise<number> {
    const { text } = await road.ask('/metrics').catch(() => ({ text: '' }));
    return [...text.matchAll(pattern)].reduce((sum, [, count]) => sum + Number(count), 0);
  }
});

function numbered(from: number, name = ''): string {
  return Array.from({ length: linesPerTurn }, (_, index) => `line ${from + index} ${name}\n`).join('');
}
