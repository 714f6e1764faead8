import { appendFileSync, mkdtempSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { takeOverCheckpoints } from '../../src/agent-takeover.ts';
import { agentOptions } from '../../src/config/agent-options.ts';
import { DiskPositionStore } from '../../src/positions/store.ts';
import { createLog } from '../../src/telemetry/log.ts';

const flowId = 'kinesis:s:/logs/app.log*';
/** As amazon-kinesis-agent makes it. */
const table = `create table if not exists FILE_CHECKPOINTS(
  flow text, path text, fileId text, lastModifiedTime bigint, size bigint, offset bigint, lastUpdated datetime,
  primary key (flow, path))`;

let folder: string;
let lines: string[];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'takeover-'));
  lines = [];
});
afterEach(() => rmSync(folder, { recursive: true }));

/** Written at this second of some hour. */
function write(name: string, text: string, second: number): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  utimesSync(path, 1_700_000_000 + second, 1_700_000_000 + second);
  return path;
}

interface Checkpoint {
  readonly path: string;
  readonly inodeOf: string;
  readonly offset: number;
  readonly second: number;
}

function checkpoint(...rows: readonly Checkpoint[]): string {
  const path = join(folder, 'checkpoints');
  const database = new DatabaseSync(path);
  database.exec(table);
  for (const { path: name, inodeOf, offset, second } of rows) {
    const { dev, ino } = statSync(inodeOf, { bigint: true });
    const fileId = `(dev=${dev.toString(16)},ino=${ino})`;
    const updated = `2026-11-22 10:00:${String(second).padStart(2, '0')}.000`;
    database
      .prepare('insert into FILE_CHECKPOINTS values(?, ?, ?, ?, ?, ?, ?)')
      .run(flowId, name, fileId, (1_700_000_000 + second) * 1_000, 99, offset, updated);
  }
  database.close();
  return path;
}

async function takeOver(checkpointFile: string): Promise<Record<string, number>> {
  const options = agentOptions.parse({
    dataDir: join(folder, 'data'),
    inputs: [{ type: 'file', paths: join(folder, 'app.log*'), startAt: 'end' }],
    output: { type: 'kinesis', stream: 's' },
  });
  const log = createLog('info', 'json', (line) => lines.push(line));
  const flowIds = new Map([['f', flowId]]);
  await takeOverCheckpoints([{ name: 'f', options }], { checkpointFile, flowIds }, { log, nowMs: Date.now });
  const store = new DiskPositionStore(options.dataDir, { told: () => {} });
  try {
    expect(store.inputs()?.length).toBe(store.files().length === 0 ? 0 : 1);
    return Object.fromEntries(
      store.files().map(({ path, offset }) => [path.slice(folder.length + 1), offset]),
    );
  } finally {
    store.close();
  }
}

test('its file goes on at its offset, older ones are done, newer ones begin', async () => {
  const old = write('app.log.2', 'old\n', 1);
  const current = write('app.log.1', 'one\ntwo\nthree\n', 2);
  write('app.log', 'new\n', 3);
  // It was rotated since: the checkpoint has its old name.
  const file = checkpoint({ path: join(folder, 'app.log'), inodeOf: current, offset: 8, second: 2 });
  expect(await takeOver(file)).toEqual({ 'app.log.2': statSync(old).size, 'app.log.1': 8 });
});

test('the newest checkpoint counts, and one of a file that was cut does not', async () => {
  const cut = write('app.log.1', 'short\n', 5);
  const current = write('app.log', 'one\ntwo\n', 6);
  const file = checkpoint(
    { path: cut, inodeOf: cut, offset: 1_000, second: 1 },
    { path: current, inodeOf: current, offset: 4, second: 6 },
  );
  expect(await takeOver(file)).toEqual({ 'app.log': 4 });
});

test('where there are positions of ours, they count', async () => {
  const current = write('app.log', 'one\ntwo\n', 1);
  const file = checkpoint({ path: current, inodeOf: current, offset: 4, second: 1 });
  expect(await takeOver(file)).toEqual({ 'app.log': 4 });
  appendFileSync(current, 'three\n');
  const database = new DatabaseSync(file);
  database.exec('update FILE_CHECKPOINTS set offset = 8');
  database.close();
  expect(await takeOver(file)).toEqual({ 'app.log': 4 });
});

test('no checkpoints, and a file that is none', async () => {
  write('app.log', 'one\n', 1);
  expect(await takeOver(join(folder, 'nope'))).toEqual({});
  writeFileSync(join(folder, 'strange'), 'this is no database, whatever its name may be'.repeat(100));
  expect(await takeOver(join(folder, 'strange'))).toEqual({});
  expect(lines.join('')).toContain('the checkpoints of amazon-kinesis-agent cannot be read');
});
