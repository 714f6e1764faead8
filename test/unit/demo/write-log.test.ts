import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { writeAccessLog } from '../../../src/demo/write-log.ts';
import { combinedLine } from './combined-line.ts';

test('10,000 lines, each of the format, with every status a parser should meet', {
  timeout: 60_000,
}, async () => {
  const folder = mkdtempSync(join(tmpdir(), 'write-log-'));
  await writeAccessLog(join(folder, 'access.log'), 10_000, 1);
  const lines = readFileSync(join(folder, 'access.log'), 'latin1').split('\n').slice(0, -1);
  rmSync(folder, { recursive: true });
  expect(lines).toHaveLength(10_000);
  expect(lines.filter((line) => !combinedLine.test(line))).toEqual([]);
  const statuses = new Set(lines.map((line) => combinedLine.exec(line)?.[2]));
  for (const status of ['200', '204', '301', '302', '304', '401', '403', '404', '500'])
    expect(statuses).toContain(status);
});
