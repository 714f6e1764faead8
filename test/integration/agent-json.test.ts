import { appendFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AgentRoad } from './agent-road.ts';

describe.skipIf(process.env['ENGINES'] === 'none')('a configuration of amazon-kinesis-agent', () => {
  let road: AgentRoad;
  let log: string;
  let config: string;
  beforeEach(async () => {
    road = new AgentRoad(21_661);
    await road.startLocal();
    log = join(road.folder, 'app.log');
    config = join(road.folder, 'agent.json');
  });
  afterEach(() => road.end());

  /** Two flows, of which one has a stream that is not there. */
  function configure(ageMs: number): void {
    const flow = { filePattern: log, maxBufferAgeMillis: ageMs, initialPosition: 'START_OF_FILE' };
    const text = JSON.stringify({
      'kinesis.endpoint': road.endpoint,
      checkpointFile: join(road.folder, 'checkpoints'),
      flows: [
        { ...flow, kinesisStream: 'operated' },
        { ...flow, kinesisStream: 'missing', filePattern: `${log}.other` },
      ],
    });
    writeFileSync(config, text);
  }

  /** As amazon-kinesis-agent leaves it. */
  function checkpoint(offset: number): void {
    const { dev, ino, mtimeMs } = statSync(log);
    const database = new DatabaseSync(join(road.folder, 'checkpoints'));
    database.exec(
      'create table FILE_CHECKPOINTS(flow text, path text, fileId text, lastModifiedTime bigint, size bigint, offset bigint, lastUpdated datetime, primary key (flow, path))',
    );
    const fileId = `(dev=${dev.toString(16)},ino=${ino})`;
    database
      .prepare('insert into FILE_CHECKPOINTS values(?, ?, ?, ?, ?, ?, ?)')
      .run(
        `kinesis:operated:${log}`,
        log,
        fileId,
        Math.floor(mtimeMs),
        offset,
        offset,
        '2026-11-22 10:00:00.000',
      );
    database.close();
  }

  it('runs unmodified, goes on at its checkpoint, and ships what the wrong flow beside it does not stop', async () => {
    writeFileSync(log, 'shipped before\nnot shipped\n');
    checkpoint('shipped before\n'.length);
    configure(1_000);
    const agent = road.startAgent({}, ['--agent-json', config, '--data-dir', join(road.folder, 'data')]);
    appendFileSync(log, 'written after\n');
    await road.until(async () => (await road.lines()).length >= 2, 'lines');
    await road.until(() => agent.log.includes('this flow cannot start'), 'word of the other flow');
    configure(2_000); // Noticed without a signal.
    await road.until(() => agent.log.includes('new configuration taken'), 'the new configuration');
    appendFileSync(log, 'under the new configuration\n');
    await road.until(async () => (await road.lines()).length >= 3, 'the last line');
    await agent.stop();
    expect(await road.lines()).toEqual(['not shipped\n', 'under the new configuration\n', 'written after\n']);
    expect(agent.log).toContain('positions of amazon-kinesis-agent taken over');
  });
});
