import { truncateSync } from 'node:fs';
import { expect, test } from 'vitest';
import { onEachStore } from './on-each-store.ts';

onEachStore((watch) => {
  test('a copy that is seen while it is empty still is read on as what it is a copy of', async () => {
    const folder = watch('app.log*');
    folder.append('app.log', 'one\n');
    folder.start();
    expect(await folder.texts()).toEqual(['one\n']);
    folder.append('app.log.1', '');
    await folder.texts();
    folder.append('app.log.1', 'one\ntwo\n');
    truncateSync(folder.at('app.log'));
    folder.append('app.log', 'new\n');
    const texts = [await folder.texts(), await folder.texts()].flat();
    expect(texts.sort()).toEqual(['new\n', 'two\n']);
  });
});
