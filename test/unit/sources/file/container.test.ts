import { mkdirSync, rmSync, symlinkSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import type { WatchedFolder } from '../../../fakes/watched-folder.ts';
import { onEachStore } from './on-each-store.ts';

const line = (text: string, stream = 'stdout', tag = 'F') =>
  `2024-01-01T00:00:01.5Z ${stream} ${tag} ${text}\n`;
const pods = 'pods/shop_web_1/app';

/** As the kubelet does: renames, and compresses what it renamed the time before. */
function rotate(folder: WatchedFolder, stamp: string): string {
  folder.rename(`${pods}/0.log`, `${pods}/0.log.${stamp}`);
  folder.append(`${pods}/0.log`, '');
  return `${pods}/0.log.${stamp}`;
}

onEachStore((watch) => {
  test('pieces wait for the rest of their line, a while', async () => {
    const folder = watch({ paths: ['*.log'], format: 'cri' });
    folder.append('a.log', line('one') + line('a', 'stdout', 'P'));
    folder.start();
    expect(await folder.texts()).toEqual([line('one')]);
    folder.append('a.log', line('x', 'stderr'));
    expect(await folder.texts()).toEqual([]);
    folder.append('a.log', line('b') + line('c', 'stdout', 'P'));
    expect(await folder.texts()).toEqual([line('a', 'stdout', 'P') + line('x', 'stderr') + line('b')]);
    folder.clock.pass(1_000);
    expect(await folder.texts()).toEqual([line('c', 'stdout', 'P')]);
  });

  test('what a timeout cut is cut alike', async () => {
    const folder = watch({ paths: ['*.log'], format: 'cri', multiline: 'java' });
    folder.append('a.log', line('x.YException: z'));
    folder.start();
    await folder.readOpen();
    folder.clock.pass(1_000);
    const first = await folder.readOpen();
    folder.append('a.log', line('\tat a.B.c(B.java:1)') + line('next'));
    first.push(...(await folder.readOpen()));
    expect(first.map(({ text }) => text)).toEqual([line('x.YException: z'), line('\tat a.B.c(B.java:1)')]);
    await folder.restart();
    expect(await folder.readOpen()).toEqual(first);
  });

  test('the rotation of the kubelet, to its compressed end: each line once', async () => {
    const folder = watch({ paths: ['pods/*/*/*.log*'], format: 'cri' });
    folder.append(`${pods}/0.log`, line('1'));
    folder.start();
    const texts = await folder.texts();
    folder.append(`${pods}/0.log`, line('2'));
    const rotated = rotate(folder, '20240101-000000');
    folder.append(`${pods}/0.log`, line('3'));
    texts.push(...(await folder.texts()));
    await folder.stop();
    folder.append(`${rotated}.gz`, gzipSync(line('1') + line('2')));
    rmSync(folder.at(rotated));
    rotate(folder, '20240102-000000');
    folder.append(`${pods}/0.log`, line('4'));
    folder.start();
    for (let look = 0; look < 3; look += 1) texts.push(...(await folder.texts()));
    expect(texts).toEqual([line('1'), line('2'), line('3'), line('4')]);
  });

  test('by the links of the kubelet: what was written before the rotation is read in the folder they lead to', async () => {
    const folder = watch({ paths: ['containers/*.log'], format: 'cri' });
    folder.append(`${pods}/0.log`, line('1'));
    mkdirSync(folder.at('containers'));
    symlinkSync(folder.at(`${pods}/0.log`), folder.at('containers/web_shop_app-1.log'));
    folder.start();
    expect(await folder.read()).toMatchObject([{ text: line('1'), path: 'containers/web_shop_app-1.log' }]);
    folder.clock.pass(6_000);
    await folder.read();
    expect(folder.openCount).toBe(0);
    folder.append(`${pods}/0.log`, line('2'));
    rotate(folder, '20240101-000000');
    folder.append(`${pods}/0.log`, line('3'));
    const texts = await folder.texts();
    for (let look = 0; look < 2; look += 1) texts.push(...(await folder.texts()));
    expect(texts.toSorted()).toEqual([line('2'), line('3')]);
    await folder.stop();
    folder.append(`${pods}/0.log`, line('4'));
    const rotated = rotate(folder, '20240102-000000');
    folder.append(`${rotated}.gz`, gzipSync(line('3') + line('4')));
    rmSync(folder.at(rotated));
    folder.append(`${pods}/0.log`, line('5'));
    folder.start();
    const later = [];
    for (let look = 0; look < 4; look += 1) later.push(...(await folder.texts()));
    expect(later.toSorted()).toEqual([line('4'), line('5')]);
  });

  test('a line longer than the limit goes on in parts', async () => {
    const folder = watch({ paths: ['*.log'], format: 'cri' });
    const long = line('x'.repeat(3_000));
    folder.append('a.log', line('one') + long + line('two'));
    folder.start();
    const lines = await folder.read();
    expect(lines.map(({ text }) => text).join('')).toBe(line('one') + long + line('two'));
    expect(lines.map(({ part }) => part)).toEqual([undefined, 0, 1, 2, undefined]);
  });
});
