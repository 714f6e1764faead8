import { appendFileSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
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

const segmentsIn = (folder: string) => readdirSync(folder).filter((name) => name.endsWith('.spool'));

describe('what is put', () => {
  it('is read as it came, each message with a place', async () => {
    const first = message('one', { fields: { 'log.source.address': '127.0.0.1' }, timeMs: 5 });
    await story.spool.put([first, message('two', { part: 1, cursor: 'c2' })]);
    await story.spool.put([message('three')]);
    const messages = (await story.readAll()).flatMap((chunk) => chunk.messages);
    expect(messages).toMatchObject([first, message('two', { part: 1, cursor: 'c2' }), message('three')]);
    expect(messages[1]?.offset).toBe(messages[0]?.end);
  });

  it('is on the disk when put resolves: a crash loses none of it', async () => {
    for (let index = 0; index < 100; index += 1) await story.spool.put([message(`line ${index}`)]);
    await story.open();
    expect(await story.readLines()).toEqual(Array.from({ length: 100 }, (_, index) => `line ${index}`));
    expect(story.told).toEqual([]);
  });

  it('shares syncs where much comes at once', async () => {
    await story.spool.close();
    const syncs: number[] = [];
    await story.open({ disk: withSync(() => void syncs.push(Date.now())) });
    await Promise.all(Array.from({ length: 500 }, (_, index) => story.spool.put([message(`${index}`)])));
    expect(syncs.length).toBeLessThan(10);
    expect(await story.readLines()).toHaveLength(500);
  });

  it('comes again under the same place where it was not acknowledged', async () => {
    await story.spool.put(Array.from({ length: 50 }, (_, index) => message(`${index}`)));
    const first = await story.readAll();
    await story.open();
    const second = await story.readAll();
    expect(second).toEqual(first);
  });
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

describe('what is acknowledged', () => {
  it('is not read again, and its segment goes once all of it is', async () => {
    await story.spool.put([message('one'), message('two')]);
    const [chunk] = await story.readAll();
    const [one] = chunk?.messages ?? [];
    story.spool.commit([{ generation: chunk?.file.generation ?? '', offset: one?.end ?? 0 }]);
    await story.open();
    await story.spool.put([message('three')]);
    const rest = await story.readAll();
    expect(rest.flatMap(({ messages }) => messages).map(({ line }) => Buffer.from(line).toString())).toEqual([
      'two',
      'three',
    ]);
    expect(segmentsIn(story.folder)).toHaveLength(2);
    story.commit(rest);
    expect(segmentsIn(story.folder)).toHaveLength(1);
    expect(story.told).toEqual(['segment ended']);
  });

  it('leaves the cursor, though every segment is gone', async () => {
    await story.spool.put([message('one', { cursor: 'c1', input: 'journald' }), message('two')]);
    story.commit(await story.readAll());
    await story.spool.close();
    await story.open();
    await story.readAll();
    expect(segmentsIn(story.folder)).toEqual([]);
    expect(story.spool.cursorOf('journald')).toBe('c1');
    await story.spool.put([message('three')]);
    await story.open();
    expect(story.spool.cursorOf('journald')).toBe('c1');
  });

  it('is repeated where both files of the position are damaged', async () => {
    await story.spool.put([message('one')]);
    story.commit(await story.readAll());
    await story.spool.put([message('two')]);
    story.commit(await story.readAll());
    for (const name of ['acknowledged.a', 'acknowledged.b']) writeFileSync(join(story.folder, name), 'x');
    await story.open();
    expect(await story.readLines()).toEqual(['one', 'two']);
  });
});

describe('damage', () => {
  const path = () => join(story.folder, segmentsIn(story.folder)[0] ?? '');

  it('at the end is what was being written', async () => {
    await story.spool.put([message('one'), message('two')]);
    await story.spool.close();
    truncateSync(path(), readFileSync(path()).length - 3);
    await story.open();
    expect(await story.readLines()).toEqual(['one']);
    expect(story.told).toEqual([expect.stringMatching(/^torn at \d+: \d+$/)]);
  });

  it('in a message costs that message', async () => {
    await story.spool.put([message('one'), message('two'), message('three')]);
    await story.spool.close();
    const bytes = readFileSync(path());
    bytes[bytes.indexOf('two')] = 0x54;
    writeFileSync(path(), bytes);
    await story.open();
    expect(await story.readLines()).toEqual(['one', 'three']);
    expect(story.told).toEqual([expect.stringMatching(/^damaged at \d+: \d+$/)]);
  });

  it('of a segment that somebody cut, added to or took away ends nothing', async () => {
    await story.spool.put([message('one')]);
    await story.spool.close();
    appendFileSync(path(), 'KSP1 and more');
    await story.open();
    truncateSync(path(), 5);
    expect(await story.readLines()).toEqual([]);
    await story.spool.put([message('two')]);
    rmSync(path());
    expect(await story.readLines()).toEqual([]);
    await story.spool.put([message('three')]);
    await story.open();
    await story.spool.put([message('four')]);
    expect(await story.readLines()).toEqual(['four']);
  });

  it('is not made by a message that holds a frame', async () => {
    await story.spool.put([message('one')]);
    const frame = readFileSync(path());
    await story.spool.put([message('two', { line: frame })]);
    await story.spool.close();
    const bytes = readFileSync(path());
    bytes[frame.length] = 0; // The header of the second is hit: the frame in it comes in sight.
    writeFileSync(path(), bytes);
    await story.open();
    expect(await story.readLines()).toEqual(['one']);
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
