import {
  appendFileSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
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

  it('comes again under the same place where it was not acknowledged', async () => {
    await story.spool.put(Array.from({ length: 50 }, (_, index) => message(`${index}`)));
    const first = await story.readAll();
    await story.open();
    const second = await story.readAll();
    expect(second).toEqual(first);
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

  it('tells the cursor of what can be read, where a segment cannot', async () => {
    await story.spool.put([message('one', { cursor: 'c1', input: 'journald' })]);
    await story.spool.close();
    mkdirSync(join(story.folder, '0000000002-ab.spool'));
    await story.open();
    expect(story.spool.cursorOf('journald')).toBe('c1');
    expect(story.told).toEqual([expect.stringMatching(/^unreadable: .*EISDIR/)]);
    expect(await story.readLines()).toEqual(['one']);
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
