import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { projectDir } from '../unit/compose/compose-file.ts';

const units = ['kinship-agent.service', 'kinship-consumer.service'];
/** What systemd calls the attack surface left open, 0 to 10; a unit without any of these options has 9.6. */
const exposureMax = 3;
const folder = mkdtempSync(join(tmpdir(), 'kinship-units-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function analyze(...args: readonly string[]) {
  const result = spawnSync('systemd-analyze', args, { encoding: 'utf8' });
  if (result.error === undefined) return { status: result.status, said: `${result.stdout}${result.stderr}` };
  throw new Error(`systemd-analyze cannot run: it is in the package systemd. ENGINES=none leaves it out.`);
}

/** As installed: there is no /usr/bin/kinship on a machine that only tests it, and verify looks for it. */
function installed(unit: string): string {
  const text = readFileSync(join(projectDir, 'config', 'deploy', 'systemd', unit), 'utf8');
  const path = join(folder, unit);
  writeFileSync(path, text.replaceAll('/usr/bin/kinship', process.execPath));
  return path;
}

describe.skipIf(process.env['ENGINES'] === 'none').each(units)('%s', (unit) => {
  it('has nothing that systemd does not know', () => {
    expect(analyze('verify', '--man=no', installed(unit))).toEqual({ status: 0, said: '' });
  });

  it('leaves little open', () => {
    const { said } = analyze('security', '--offline=true', '--no-pager', installed(unit));
    const exposure = Number(/Overall exposure level for \S+: ([\d.]+)/.exec(said)?.[1]);
    expect(exposure, said).toBeLessThan(exposureMax);
  });
});
