import { expect, test } from 'vitest';
import { createLog } from '../../../src/telemetry/log.ts';
import { NewFilesLog } from '../../../src/telemetry/new-files.ts';

test('of thousands of new files twenty lines a minute are told, and how many there were', () => {
  const lines: Record<string, unknown>[] = [];
  const log = createLog('info', 'json', (line) => lines.push(JSON.parse(line) as Record<string, unknown>)); // pino wrote it.
  let nowMs = 1_000;
  const news = new NewFilesLog(log, () => nowMs);
  for (let file = 0; file < 1_000; file += 1) {
    news.opened(`${file}.log`, 0);
    news.formatChosen(`${file}.log`, file % 4 === 0 ? 'json' : 'plain', 'it is');
  }
  news.look();
  expect(lines).toHaveLength(20);
  expect(lines[0]).toMatchObject({ path: '0.log', offset: 0, msg: 'reading file' });
  nowMs += 60_000;
  news.look();
  expect(lines).toHaveLength(21);
  expect(lines[20]).toMatchObject({
    files: 990,
    formats: { json: 247, plain: 743 },
    msg: 'reading more files',
  });
  news.opened('late.log', 7);
  expect(lines[21]).toMatchObject({ path: 'late.log', offset: 7 });
  news.tell();
  expect(lines).toHaveLength(22);
});
