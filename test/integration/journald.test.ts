/** A real journal and the real journalctl: systemd-journal-remote writes entries of the export format into it. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemClock } from '../../src/cli/system-clock.ts';
import { ReceivingRoad } from './received.ts';

const journalRemote = '/lib/systemd/systemd-journal-remote';
const kills = 5;
const entriesPerRun = 40;

const receiving = new ReceivingRoad(21_731);
const { road } = receiving;
const directory = join(road.folder, 'journal');
let written = 0;

describe.skipIf(!existsSync(journalRemote))('the journal', () => {
  beforeAll(async () => {
    mkdirSync(directory);
    await road.startLocal();
  });
  afterAll(() => road.end());

  it('comes whole and once over kills of the agent, with its times and fields', async () => {
    receiving.configure([`{type: journald, directory: ${directory}, startAt: beginning, dataset: journal}`]);
    for (let kill = 0; kill < kills; kill += 1) {
      append(entriesPerRun);
      const agent = road.startAgent();
      await road.until(() => agent.log.includes('following'), 'following');
      for (let piece = 0; piece < 5; piece += 1) {
        append(entriesPerRun / 5);
        await systemClock.sleep(100 * kill);
      }
      await agent.kill();
    }
    const agent = road.startAgent();
    await road.until(() => agent.log.includes('following'), 'following');
    await receiving.events(written);
    await agent.stop();
    const events = await road.events();
    const places = new Map(
      events.map((event) => [`${event['log.file.generation']} ${event['log.offset']}`, event]),
    );
    expect(new Set(events.map(({ message }) => message)).size, agent.log).toBe(written);
    // What was sent again came again from its own place: no entry was taken twice.
    expect(places.size).toBe(written);
    expect(events.find(({ message }) => message === 'entry 7')).toMatchObject({
      '@timestamp': timeMsOf(7),
      'log.level': 'error',
      'log.syslog.appname': 'app',
      'systemd.unit': 'app.service',
      'event.dataset': 'journal',
    });
  });
});

function append(entries: number): void {
  const texts = Array.from({ length: entries }, () => exported(written++));
  const file = join(road.folder, 'entries.export');
  writeFileSync(file, texts.join(''));
  const { status, stderr } = spawnSync(journalRemote, ['-o', join(directory, 'remote.journal'), file]);
  if (status !== 0) throw new Error(stderr.toString());
}

function timeMsOf(number: number): number {
  return 1_772_600_767_000 + number;
}

/** systemd.dev, "Journal Export Formats". */
function exported(number: number): string {
  const fields = {
    __REALTIME_TIMESTAMP: timeMsOf(number) * 1000,
    __MONOTONIC_TIMESTAMP: 1_000 + number,
    _BOOT_ID: '0123456789abcdef0123456789abcdef',
    _MACHINE_ID: 'fedcba9876543210fedcba9876543210',
    PRIORITY: 3,
    SYSLOG_IDENTIFIER: 'app',
    _SYSTEMD_UNIT: 'app.service',
    MESSAGE: `entry ${number}`,
  };
  return `${Object.entries(fields)
    .map(([name, value]) => `${name}=${value}\n`)
    .join('')}\n`;
}
