import { appendFileSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { DiskPositionStore } from '../../../src/positions/store.ts';
import { fingerprint, windowBefore } from '../../../src/sources/file/identity.ts';
import {
  asRunning,
  folder,
  kinship,
  known,
  log,
  offsetNow,
  remember,
  useKnownLog,
  withStore,
} from './known-log.ts';

useKnownLog();

describe('positions show', () => {
  test('tells of each file how far it was shipped', async () => {
    remember(4);
    const { exitCode, stdout } = await kinship('positions', 'show', 'agent.yaml');
    expect(exitCode).toBe(0);
    const [titles = '', row = ''] = stdout.split('\n');
    expect(titles.split(/ {2,}/)).toEqual(['path', 'generation', 'offset', 'size', 'behind', 'rotated']);
    expect(row.split(/ {2,}/)).toEqual([log, 'f00d', '4', '13', '9', 'no']);
  });

  test('finds a file under its new name, and says of one that it is gone', async () => {
    remember(4);
    renameSync(log, `${log}.1`);
    const moved = JSON.parse((await kinship('positions', 'show', 'agent.yaml', '--json')).stdout);
    expect(moved).toMatchObject([{ path: `${log}.1`, offset: 4, size: 13, behind: 9 }]);
    rmSync(`${log}.1`);
    const gone = JSON.parse((await kinship('positions', 'show', 'agent.yaml', '--json')).stdout);
    expect(gone).toMatchObject([{ path: log, offset: 4, size: null, behind: null }]);
  });

  test('asks the agent while it runs', async () => {
    await asRunning([{ ...known(8), rotatedAtMs: 1 }], async () => {
      const { stdout } = await kinship('positions', 'show', 'agent.yaml', '--json');
      expect(JSON.parse(stdout)).toMatchObject([{ offset: 8, rotated: true }]);
    });
  });

  test('says what to do where the agent runs and does not answer', async () => {
    const store = new DiskPositionStore(join(folder, 'data'), { told: () => {} });
    const { exitCode, said } = await kinship('positions', 'show', 'agent.yaml');
    store.close();
    expect(exitCode).toBe(69);
    expect(said).toMatch(/in use/);
    expect(said).toMatch('agent.http.port is 0');
  });

  test('without an agent that ever ran', async () => {
    const { exitCode, said } = await kinship('positions', 'show', 'agent.yaml');
    expect([exitCode, said]).toEqual([66, 'kinship: there is no data: this agent has never run here\n']);
  });
});

describe('positions reset', () => {
  test('goes back to the beginning: ids stay, and it says what is sent again', async () => {
    remember(8);
    const { exitCode, said } = await kinship('positions', 'reset', 'agent.yaml', log);
    expect(exitCode).toBe(0);
    expect(said).toContain('from 8 to 0: 8 bytes are sent again');
    const { lastTimedMs: _, ...fresh } = known(0);
    expect(withStore((store) => store.files())).toEqual([fresh]);
  });

  test('goes to the end of the last whole line, and says what is never sent', async () => {
    remember(4);
    const { said } = await kinship('positions', 'reset', 'agent.yaml', '--all', '--to', 'end');
    expect(said).toContain('from 4 to 8: 4 bytes are never sent');
    expect(offsetNow()).toBe(8);
  });

  test('changes nothing with --dry-run', async () => {
    remember(8);
    const { said } = await kinship('positions', 'reset', 'agent.yaml', '--all', '--dry-run');
    expect(said).toMatch(/8 bytes are sent again[\s\S]*nothing was changed/);
    expect(offsetNow()).toBe(8);
  });

  test('is refused while the agent runs', async () => {
    await asRunning([known(8)], async () => {
      const { exitCode, said } = await kinship('positions', 'reset', 'agent.yaml', '--all');
      expect([exitCode, said]).toEqual([69, expect.stringContaining('the agent is running')]);
    });
  });

  test.each<[string, string[], number, string]>([
    ['a file that is not known', ['nope.log'], 66, 'no position is known of nope.log'],
    ['neither a file nor all', [], 64, 'positions are shown or reset'],
    ['both', ['a.log', '--all'], 64, 'positions are shown or reset'],
    [
      'a place that is none',
      ['--all', '--to', 'middle'],
      64,
      '--to takes beginning or end, and not "middle"',
    ],
  ])('%s', async (_name, args, code, words) => {
    remember(8);
    const { exitCode, said } = await kinship('positions', 'reset', 'agent.yaml', ...args);
    expect([exitCode, said]).toEqual([code, expect.stringContaining(words)]);
  });
});

describe('shipped', () => {
  test.each<[string, number, number, string]>([
    ['all of it', 13, 0, 'all 13 bytes are acknowledged'],
    ['a part', 8, 1, '5 of 13 bytes are not acknowledged yet'],
    ['more than there is', 20, 1, 'was cut to 13 bytes'],
  ])('%s', async (_name, offset, code, words) => {
    await asRunning([known(offset)], async () => {
      const { exitCode, said } = await kinship('shipped', 'agent.yaml', log);
      expect([exitCode, said]).toEqual([code, expect.stringContaining(words)]);
    });
  });

  test('is about the file, not its name', async () => {
    remember(13);
    renameSync(log, `${log}.1`);
    writeFileSync(log, 'another');
    expect((await kinship('shipped', 'agent.yaml', `${log}.1`)).exitCode).toBe(0);
    expect((await kinship('shipped', 'agent.yaml', log)).exitCode).toBe(66);
  });

  test('a file in the same inode is another one', async () => {
    remember(13);
    writeFileSync(log, 'eno\nowt\neerht');
    expect((await kinship('shipped', 'agent.yaml', log)).exitCode).toBe(66);
  });

  const banner = 'the same banner of every worker\n'.repeat(40);

  /** Shipped to its end, which is known by the window before it. */
  function shipped(text: string): void {
    writeFileSync(log, text);
    const window = windowBefore(text.length, Buffer.from(text));
    withStore((store) => store.add([{ ...known(text.length), ...(window !== undefined && { window }) }]));
  }

  test('a file that was written anew with the same beginning and length is another one', async () => {
    shipped(`${banner}job 1111 done\n`);
    expect((await kinship('shipped', 'agent.yaml', log)).exitCode).toBe(0);
    const anew = `${banner}job 2222 FAIL\n`;
    writeFileSync(log, anew);
    writeFileSync(`${log}.gz`, gzipSync(anew));
    expect((await kinship('shipped', 'agent.yaml', log)).exitCode).toBe(66);
    expect((await kinship('shipped', 'agent.yaml', `${log}.gz`)).exitCode).toBe(66);
  });

  test.each<[string, string, number]>([
    ['long enough is known by its content', `${banner}job 1111 done\n`, 0],
    ['too short to be told from others is not', 'backup ok\n', 66],
  ])('a copy by another name that is %s', async (_name, text, code) => {
    shipped(text);
    writeFileSync(join(folder, 'kept'), text);
    expect((await kinship('shipped', 'agent.yaml', join(folder, 'kept'))).exitCode).toBe(code);
  });

  test('a compressed copy is known by what it holds', async () => {
    remember(13);
    const text = readFileSync(log);
    rmSync(log);
    writeFileSync(`${log}.1.gz`, gzipSync(text));
    writeFileSync(`${log}.1.zst`, zstdCompressSync(text));
    writeFileSync(`${log}.2.gz`, gzipSync(`${text}, and more`));
    expect((await kinship('shipped', 'agent.yaml', `${log}.1.gz`)).exitCode).toBe(0);
    expect((await kinship('shipped', 'agent.yaml', `${log}.1.zst`)).exitCode).toBe(0);
    expect((await kinship('shipped', 'agent.yaml', `${log}.2.gz`)).exitCode).toBe(1);
  });

  test('of one that holds nothing all is', async () => {
    writeFileSync(log, gzipSync(''));
    expect((await kinship('shipped', 'agent.yaml', log)).exitCode).toBe(66);
    withStore((store) => store.add([{ ...known(0), head: fingerprint(Buffer.alloc(0)) }]));
    const { exitCode, said } = await kinship('shipped', 'agent.yaml', log);
    expect([exitCode, said]).toEqual([0, `${log}: all 0 bytes are acknowledged\n`]);
  });

  test('of a compressed file that is damaged not all is', async () => {
    remember(13);
    const packed = gzipSync(readFileSync(log));
    rmSync(log);
    writeFileSync(`${log}.1.gz`, packed.subarray(0, -3));
    const { exitCode, said } = await kinship('shipped', 'agent.yaml', `${log}.1.gz`);
    expect([exitCode, said]).toEqual([
      1,
      `${log}.1.gz: is cut off after ${packed.length - 3} bytes; of its text up to there, all 13 bytes are acknowledged\n`,
    ]);
  });

  test('says what a time to wait looks like', async () => {
    const { exitCode, said } = await kinship('shipped', 'agent.yaml', log, '--wait', '5');
    expect([exitCode, said]).toEqual([
      64,
      'kinship: --wait takes a duration with its unit, such as 30s or 5m, and not "5"\n',
    ]);
  });

  test('waits for what is under way', async () => {
    const files = [known(8)];
    await asRunning(files, async () => {
      const asked = kinship('shipped', 'agent.yaml', log, '--wait', '20s');
      setTimeout(() => files.splice(0, 1, known(13)), 700);
      expect((await asked).exitCode).toBe(0);
    });
  });

  test('a file that is not there', async () => {
    remember(8);
    appendFileSync(log, 'x');
    const { exitCode, said } = await kinship('shipped', 'agent.yaml', 'nope.log');
    expect([exitCode, said]).toEqual([66, 'kinship: there is no file nope.log\n']);
  });
});
