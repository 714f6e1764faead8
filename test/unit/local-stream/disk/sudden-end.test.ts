import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { DiskStorage } from '../../../../src/local-stream/disk/disk-storage.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sudden-end-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const source = new URL('../../../../src/local-stream/disk/disk-storage.ts', import.meta.url);

/** A process that opens the log and then does this, in a shell that was first told something. */
function spawnWriter(body: string, shell = '') {
  const script = `
    import { statSync, writeSync } from 'node:fs';
    import { DiskStorage, diskLimits } from ${JSON.stringify(source)};
    const storage = new DiskStorage(${JSON.stringify(folder)}, { ...diskLimits, segmentBytesMax: 200_000 });
    const log = storage.openLog('s', 'a');
    const append = (count, bytes) => {
      const first = log.end;
      const data = (index) => Buffer.from(String(first + index).padEnd(bytes, '.'));
      log.append(Array.from({ length: count }, (_, index) => ({ arrivalMs: 1, partitionKey: 'k', data: data(index) })));
      writeSync(1, log.end + '\\n');
    };
    ${body}`;
  const command = `${shell} exec "$0" --input-type=module --eval "$1"`;
  return spawn('/bin/sh', ['-c', command, process.execPath, script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
}

/** What the log holds: each record says its number. */
function readNumbers(): number[] {
  const storage = new DiskStorage(folder);
  const log = storage.openLog('s', 'a');
  const numbers: number[] = [];
  while (numbers.length < log.end) {
    const records = log.read(numbers.length, { recordsMax: 10_000, bytesMax: 1_000_000, end: log.end });
    numbers.push(...records.map(({ data }) => Number.parseInt(`${data}`, 10)));
  }
  storage.close();
  return numbers;
}

test('what a killed process had appended is there, and the next one goes on', async () => {
  let acknowledged = 0;
  for (const linesBeforeKill of [1, 40, 150, 3]) {
    const child = spawnWriter(
      'for (let round = 0; ; round += 1) append(1 + (round % 50), 100 * (round % 7) + 10);',
    );
    const exited = once(child, 'exit');
    let lines = 0;
    for await (const line of createInterface({ input: child.stdout })) {
      acknowledged = Number(line);
      lines += 1;
      if (lines === linesBeforeKill) child.kill('SIGKILL');
    }
    await exited;
    expect(lines).toBeGreaterThanOrEqual(linesBeforeKill);
    const numbers = readNumbers();
    expect(numbers.length).toBeGreaterThanOrEqual(acknowledged);
    expect(numbers).toEqual(Array.from(numbers.keys()));
  }
});

test('a write that finds no room leaves nothing behind, and a smaller one follows it', async () => {
  const path = join(folder, 's', 'a', `${'0'.repeat(20)}.log`);
  const body = `
    append(100, 1_000);
    const { size } = statSync(${JSON.stringify(path)});
    try {
      append(100, 1_000);
    } catch (error) {
      console.log(error.name + ': ' + error.message.split('\\n')[0]);
      console.log(error.cause.code, statSync(${JSON.stringify(path)}).size === size);
    }
    append(1, 1_000);
    append(2, 1_000);
    console.log(log.read(99, { recordsMax: 10, bytesMax: 1e6, end: log.end }).map(({ data }) => parseInt(data)).join());`;
  // A limit of the process on the size of a file, in blocks of 512 bytes: it stops in the middle of the second write.
  const child = spawnWriter(body, 'ulimit -f 300;');
  const lines: string[] = [];
  for await (const line of createInterface({ input: child.stdout })) lines.push(line);
  const error = `StoreError: cannot write ${path}: EFBIG: file too large, write`;
  expect(lines).toEqual(['100', error, 'EFBIG true', '101', '103', '99,100,101,102']);
  expect(readNumbers()).toEqual(Array.from({ length: 103 }, (_, number) => number));
});
