/** A spool on a disk that is full. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { systemClock } from '../../src/cli/system-clock.ts';
import { Spool } from '../../src/spool/spool.ts';
import { toldInputs } from '../fakes/told-inputs.ts';

const diskBytes = 1024 * 1024;
const mountPoint = mkdtempSync(join(tmpdir(), 'kinship-small-disk-'));
const filler = join(mountPoint, 'filler');
let isMounted = false;

/** `$0` is the mount point. */
function shell(command: string): void {
  execFileSync('/bin/sh', ['-c', command, mountPoint], { stdio: 'pipe' });
}

beforeAll(() => {
  try {
    shell(`mount -t tmpfs -o size=${diskBytes} tmpfs "$0"`);
    isMounted = true;
  } catch (error) {
    process.stderr.write(`\nNO REAL FULL DISK: no tmpfs can be mounted here (${String(error).trim()}).\n\n`);
  }
});
afterAll(() => {
  if (isMounted) shell('umount "$0"');
  rmSync(mountPoint, { recursive: true, force: true });
});

it('holds up who sends, ends nothing, and goes on when there is room', async ({ skip }) => {
  if (!isMounted) skip();
  const { telemetry, told } = toldInputs();
  let generations = 0;
  const open = () =>
    Spool.open({
      folder: join(mountPoint, 'spool'),
      bytesMax: 16 * 1024 * 1024,
      clock: systemClock,
      events: telemetry,
      mintGeneration: () => `a${generations++}`,
    });
  const spool = await open();
  let written = 0;
  const put = async (number: number) => {
    const line = Buffer.from(`${number} ${'x'.repeat(5_000)}`);
    if (await spool.put([{ input: 'i', receivedMs: 1, line }])) written += 1;
  };
  for (let number = 0; number < 50; number += 1) await put(number);
  const { bavail, bsize } = statfsSync(mountPoint);
  writeFileSync(filler, Buffer.alloc(bavail * bsize));
  const waiting = Array.from({ length: 50 }, (_, index) => put(50 + index));
  await systemClock.sleep(1_500);
  expect(written).toBeLessThan(100);
  expect([...telemetry.troubles.values()]).toEqual(['the spool cannot be written: senders wait']);
  rmSync(filler);
  await Promise.all(waiting);
  expect(written).toBe(100);
  expect(telemetry.troubles.size).toBe(0);
  expect(told.some((line) => line.includes('ENOSPC'))).toBe(true);
  await spool.close();

  const again = await open();
  const numbers: number[] = [];
  const over = new AbortController();
  for await (const chunk of again.read(over.signal)) {
    if (chunk === undefined) over.abort();
    for (const { line } of chunk?.messages ?? [])
      numbers.push(Number.parseInt(Buffer.from(line).toString(), 10));
  }
  await again.close();
  expect(numbers).toEqual(Array.from({ length: 100 }, (_, index) => index));
  expect(telemetry.counts.get('spoolLostBytes')).toBe(0);
});
