import { existsSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeAccessLog } from '../../src/demo/write-log.ts';

export const sampleLines = 10_000;

const samplesDir =
  process.env['KINSHIP_SAMPLES'] ?? join(import.meta.dirname, '..', '..', '..', 'shared', 'logs');
const realLog = join(samplesDir, 'apache_combined.log');

/** Whether the real log is at hand, whose line 8,899 is cut off in the middle. */
export const hasRealLog = existsSync(realLog);

/** 10,000 lines in the combined format: a real server's log, or in a bare clone one that the demo's server wrote. */
export async function sampleLog(): Promise<string> {
  if (hasRealLog) return realLog;
  const file = join(mkdtempSync(join(tmpdir(), 'kinship-sample-')), 'access.log');
  await writeAccessLog(file, sampleLines, 1);
  return file;
}
