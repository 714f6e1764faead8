import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { systemClock } from '../../../src/cli/system-clock.ts';
import { nodeSpoolDisk, type SpoolDisk } from '../../../src/spool/disk.ts';
import { spoolBytesMin } from '../../../src/spool/options.ts';
import { message, SpoolStory } from './spool-story.ts';

let story: SpoolStory;
beforeEach(async () => {
  story = await SpoolStory.begin();
});
afterEach(async () => {
  await story.end();
});

it('what is put shares syncs where much comes at once', async () => {
  await story.spool.close();
  const syncs: number[] = [];
  await story.open({ disk: withSync(() => void syncs.push(Date.now())) });
  await Promise.all(Array.from({ length: 500 }, (_, index) => story.spool.put([message(`${index}`)])));
  expect(syncs.length).toBeLessThan(10);
  expect(await story.readLines()).toHaveLength(500);
});

describe('a message that is too long for the spool', () => {
  const tooLong = message('x'.repeat(1024 * 1024));

  it('is refused with those that came beside it, and holds up no other', async () => {
    const refused = story.spool.put([message('beside it'), tooLong]);
    const written = story.spool.put([message('of another')]);
    await expect(refused).rejects.toThrow(RangeError);
    await expect(written).resolves.toBe(true);
    expect(await story.readLines()).toEqual(['of another']);
    expect(story.told).toEqual([]);
  });

  it('is dropped where its sender cannot be told', async () => {
    expect(story.spool.offer(tooLong)).toBe(false);
    expect(story.spool.offer(message('one'))).toBe(true);
    await story.spool.put([message('two')]);
    expect(await story.readLines()).toEqual(['one', 'two']);
  });
});

describe('a full spool', () => {
  const big = 'x'.repeat(200_000);

  it('takes nothing until something is acknowledged, and then goes on', async () => {
    await story.spool.close();
    await story.open({ bytesMax: spoolBytesMin });
    let written = 0;
    const puts = Array.from({ length: 100 }, () =>
      story.spool.put([message(big)]).then((isWritten) => {
        written += Number(isWritten);
      }),
    );
    const chunks = await untilTold('full');
    expect(written).toBeLessThan(90);
    expect(story.spool.offer(message('dropped'))).toBe(false);
    while (written < 100) {
      story.commit(chunks.splice(0));
      chunks.push(...(await story.readAll()));
    }
    await Promise.all(puts);
    expect(story.told).toContain('has room');
    expect(story.spool.offer(message('taken'))).toBe(true);
  });

  it('does not hold up a stop', async () => {
    await story.spool.close();
    await story.open({ bytesMax: spoolBytesMin });
    const puts = Array.from({ length: 100 }, () => story.spool.put([message(big)]));
    await untilTold('full');
    await story.spool.close();
    expect(new Set(await Promise.all(puts))).toEqual(new Set([true, false]));
  });

  async function untilTold(what: string) {
    const chunks = [];
    while (!story.told.includes(what)) chunks.push(...(await story.readAll()));
    return chunks;
  }
});

it('a close waits for a sync under way, and for what was taken meanwhile', async () => {
  await story.spool.close();
  await story.open({ disk: withSync(() => systemClock.sleep(100)) });
  expect(story.spool.offer(message('one'))).toBe(true);
  await systemClock.sleep(50);
  expect(story.spool.offer(message('two'))).toBe(true);
  await story.spool.close();
  await story.open();
  expect(await story.readLines()).toEqual(['one', 'two']);
});

it('a close loses nothing that was taken while the last write ended', async () => {
  await story.spool.close();
  for (let ticks = 0; ticks < 12; ticks += 1) {
    await story.open();
    const offered = story.spool.put([message(`put ${ticks}`)]).then(async () => {
      for (let tick = 0; tick < ticks; tick += 1) await undefined;
      return story.spool.offer(message(`offered ${ticks}`));
    });
    await story.spool.close();
    const isTaken = await offered;
    await story.open();
    const chunks = await story.readAll();
    expect(chunks.flatMap(({ messages }) => messages)).toHaveLength(isTaken ? 2 : 1);
    story.commit(chunks);
    await story.spool.close();
  }
});

it('a close gives up what a failing disk does not take', async () => {
  await story.spool.close();
  await story.open({
    disk: withSync(() => {
      throw new Error('EIO: i/o error');
    }),
  });
  const put = story.spool.put([message('one')]);
  while (story.told.length === 0) await systemClock.sleep(1);
  await story.spool.close();
  expect(await put).toBe(false);
});

it('a disk that takes nothing is waited for, and nothing is promised meanwhile', async () => {
  await story.spool.close();
  let hasRoom = true;
  await story.open({
    disk: withSync(() => {
      if (!hasRoom) throw new Error('ENOSPC: no space left on device');
    }),
  });
  await story.spool.put([message('one')]);
  hasRoom = false;
  let isWritten = false;
  const put = story.spool.put([message('two')]).then((written) => {
    isWritten = written;
  });
  while (story.told.length === 0) await story.readAll();
  expect(isWritten).toBe(false);
  hasRoom = true;
  await put;
  expect(isWritten).toBe(true);
  expect(story.told).toEqual(['not written: Error: ENOSPC: no space left on device', 'written']);
  await story.open();
  expect(await story.readLines()).toEqual(['one', 'two']);
});

/** The disk, with something that is done before each sync. */
function withSync(before: () => void | Promise<void>): SpoolDisk {
  return {
    ...nodeSpoolDisk,
    async create(path) {
      const file = await nodeSpoolDisk.create(path);
      return {
        ...file,
        async sync() {
          await before();
          await file.sync();
        },
      };
    },
  };
}
