import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { DiskPositionStore } from '../../../src/positions/store.ts';
import { folder, kinship, known, log, remember, useKnownLog } from './known-log.ts';

useKnownLog();

describe('positions and shipped, of several flows', () => {
  const flow = (name: string, paths = '*.log') =>
    `    - {name: ${name}, inputs: [{type: file, paths: "${folder}/${paths}"}], output: {type: kinesis, stream: s}}\n`;
  beforeEach(() => {
    const flows = `${flow('default')}${flow('two')}${flow('other', '*.txt')}`;
    writeFileSync(
      join(folder, 'agent.yaml'),
      `agent:\n  dataDir: data\n  http: {port: 0}\n  flows:\n${flows}`,
    );
    remember(13);
  });
  const rememberInTwo = (offset: number) => {
    const store = new DiskPositionStore(join(folder, 'data', 'flows', 'two'), { told: () => {} });
    store.add([known(offset)]);
    store.close();
  };

  test('show names them', async () => {
    rememberInTwo(4);
    const rows = JSON.parse((await kinship('positions', 'show', 'agent.yaml', '--json')).stdout);
    expect(rows.map(({ flow, offset }: { flow: string; offset: number }) => [flow, offset])).toEqual([
      ['default', 13],
      ['two', 4],
    ]);
    expect((await kinship('positions', 'show', 'agent.yaml')).stdout).toMatch(/^flow +path/);
  });

  test('a file is shipped where each flow has shipped it that knows it, or should', async () => {
    const before = await kinship('shipped', 'agent.yaml', log);
    expect([before.exitCode, before.said]).toEqual([66, expect.stringContaining('flow two: ')]);
    rememberInTwo(8);
    const behind = await kinship('shipped', 'agent.yaml', log);
    expect([behind.exitCode, behind.said]).toEqual([1, expect.stringContaining('flow two: 5 of 13 bytes')]);
    rmSync(join(folder, 'data', 'flows'), { recursive: true });
    rememberInTwo(13);
    expect((await kinship('shipped', 'agent.yaml', log)).exitCode).toBe(0);
  });

  test('reset moves it in each', async () => {
    rememberInTwo(8);
    expect((await kinship('positions', 'reset', 'agent.yaml', log)).exitCode).toBe(0);
    const rows = JSON.parse((await kinship('positions', 'show', 'agent.yaml', '--json')).stdout);
    expect(rows.map(({ offset }: { offset: number }) => offset)).toEqual([0, 0]);
  });
});
