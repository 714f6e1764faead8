import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { onEachStore } from './on-each-store.ts';

const multiline = { start: '^\\d', negate: false, flushAfterMs: 1_000 };

onEachStore((watch) => {
  describe('events of several lines', () => {
    test('an event ends when the next one begins, and the position stands between them', async () => {
      const folder = watch({ paths: ['*.log'], multiline });
      folder.append('a.log', '1 one\n a\n');
      folder.start();
      expect(await folder.texts()).toEqual([]);
      folder.append('a.log', ' b\n2 two\n');
      expect(await folder.read()).toMatchObject([{ text: '1 one\n a\n b\n', offset: 0, position: 12 }]);
      await folder.restart();
      folder.append('a.log', ' c\n3 three\n');
      expect(await folder.read()).toMatchObject([{ text: '2 two\n c\n', offset: 12, position: 21 }]);
    });

    test('the last one comes after a while in which nothing is written, not since the last event', async () => {
      const folder = watch({ paths: ['*.log'], multiline });
      folder.start();
      folder.append('a.log', '1 one\n');
      expect(await folder.texts()).toEqual([]);
      for (let piece = 0; piece < 3; piece += 1) {
        folder.clock.pass(800);
        folder.append('a.log', ' more\n');
        expect(await folder.texts()).toEqual([]);
      }
      folder.clock.pass(1_000);
      expect(await folder.texts()).toEqual(['1 one\n more\n more\n more\n']);
    });

    test('what a timeout cut is cut alike when it is read again', async () => {
      const folder = watch({ paths: ['*.log'], multiline });
      folder.append('a.log', '1 one\n a\n');
      folder.start();
      await folder.readOpen();
      folder.clock.pass(1_000);
      const first = await folder.readOpen();
      folder.append('a.log', ' late\n2 two\n');
      const second = await folder.readOpen();
      expect([...first, ...second].map(({ text }) => text)).toEqual(['1 one\n a\n', ' late\n']);
      await folder.restart();
      expect(await folder.readOpen()).toEqual([...first, ...second]);
      folder.commit(first);
      await folder.restart();
      expect(await folder.readOpen()).toEqual(second);
    });

    test('half a line at the end stays for its rest, whatever the timeout', async () => {
      const folder = watch({ paths: ['*.log'], multiline });
      folder.append('a.log', '1 one\n ha');
      folder.start();
      await folder.readOpen();
      folder.clock.pass(60_000);
      expect(await folder.texts()).toEqual(['1 one\n']);
      folder.clock.pass(60_000);
      expect(await folder.texts()).toEqual([]);
      folder.append('a.log', 'lf\n2 two\n');
      expect(await folder.texts()).toEqual([' half\n']);
    });

    test('a rotated file ends its last event after the same time', async () => {
      const folder = watch({ paths: ['*.log'], multiline });
      folder.start();
      folder.append('a.log', '1 one\n');
      await folder.read();
      folder.append('a.log', ' a\n');
      folder.rename('a.log', 'a.log.1');
      folder.append('a.log', '2 two\n');
      await folder.readOpen();
      folder.clock.pass(1_000);
      expect((await folder.texts()).toSorted()).toEqual(['1 one\n a\n', '2 two\n']);
    });

    test('a compressed file ends its last event, too', async () => {
      const folder = watch({ paths: ['*.gz'], multiline });
      folder.append('a.gz', gzipSync('1 one\n a\n2 two\n b\n'));
      folder.start();
      const texts = await folder.texts();
      folder.clock.pass(1_000);
      texts.push(...(await folder.texts()), ...(await folder.texts()));
      expect(texts).toEqual(['1 one\n a\n', '2 two\n b\n']);
    });

    test('files that wait are read on, though fewer may be open', async () => {
      const folder = watch({ paths: ['*.log'], multiline });
      const names = Array.from({ length: 12 }, (_, index) => `${index}.log`);
      for (const name of names) folder.append(name, `1 ${name}\n a\n`);
      folder.start(undefined, { filesOpenMax: 2 });
      await folder.readOpen();
      folder.clock.pass(1_000);
      const texts = [...(await folder.texts()), ...(await folder.texts())];
      expect(texts.toSorted()).toEqual(names.map((name) => `1 ${name}\n a\n`).toSorted());
    });

    test('header lines are lines', async () => {
      const folder = watch({ paths: ['*.log'], multiline, skipHeaderLines: 2 });
      folder.append('a.log', '1 header\n2 header\n3 one\n a\n4 two\n');
      folder.start();
      expect(await folder.texts()).toEqual(['3 one\n a\n']);
    });

    test('UTF-16', async () => {
      const folder = watch({ paths: ['*.log'], multiline, encoding: 'utf-16be' });
      folder.append('a.log', Buffer.from('1 onĊ\n ਊ\n2 two\n', 'utf16le').swap16());
      folder.start();
      expect((await folder.read()).map(({ position }) => position)).toEqual([18]);
    });
  });

  describe('events longer than the limit', () => {
    const line = ` ${'x'.repeat(98)}\n`;

    test('go on in parts, cut between lines; the position stands before them until the last', async () => {
      const folder = watch({ paths: ['*.log'], multiline });
      folder.append('a.log', `1 one\n${line.repeat(25)}2 two\n`);
      folder.start();
      const parts = await folder.readOpen();
      expect(parts.map(({ text }) => text).join('')).toBe(`1 one\n${line.repeat(25)}`);
      expect(parts.map(({ part }) => part)).toEqual([0, 1, 2]);
      expect(parts.every(({ text }) => text.endsWith('\n'))).toBe(true);
      expect(parts.map(({ position }) => position)).toEqual([0, 0, 2_506]);
      await folder.restart();
      expect(await folder.readOpen()).toEqual(parts);
    });

    test.each<[string, string, string[]]>([
      ['a long first line', `1${'x'.repeat(3_000)}\n a\n`, []],
      ['a long line in the middle', `1 one\n ${'x'.repeat(3_000)}\n a\n`, []],
      ['a long line after one of more than half', `1 ${'x'.repeat(800)}\n ${'y'.repeat(3_000)}\n a\n`, []],
      [
        'a long event after one of more than half',
        `1 ${'x'.repeat(800)}\n`,
        [`2 ${'y'.repeat(3_000)}\n a\n`],
      ],
      ['a long event after a short one', '1 one\n', [`2 ${'y'.repeat(3_000)}\n a\n`]],
      ['one as long as the limit', `1 ${'x'.repeat(1_021)}\n`, ['2 two\n']],
      ['characters of several bytes', `1 ${'é'.repeat(400)}\n ${'🙂'.repeat(700)}\n`, []],
    ])('%s: nothing is lost, and nothing is taken for another event', async (_what, first, others) => {
      const folder = watch({ paths: ['*.log'], multiline });
      folder.append('a.log', `${first}${others.join('')}9 last\n`);
      folder.start();
      const parts = await folder.readOpen();
      const events: string[] = [];
      for (const { text, part = 0 } of parts) {
        if (part === 0) events.push(text);
        else events.push(`${events.pop()}${text}`);
        expect(Buffer.byteLength(text)).toBeLessThanOrEqual(1_024);
        expect(text).not.toContain('\ufffd');
      }
      expect(events).toEqual([first, ...others]);
      expect(parts.at(-1)?.position).toBe(Buffer.byteLength([first, ...others].join('')));
      await folder.restart();
      expect(await folder.readOpen()).toEqual(parts);
    });

    test('one of more lines than the limit, likewise', async () => {
      const folder = watch({ paths: ['*.log'], multiline: { ...multiline, linesMax: 3 } });
      folder.append('a.log', '1\n a\n2\n a\n b\n c\n d\n e\n f\n g\n3\n');
      folder.start();
      const parts = await folder.readOpen();
      expect(parts.map(({ text, part }) => [text, part])).toEqual([
        ['1\n a\n', undefined],
        ['2\n a\n b\n', 0],
        [' c\n d\n e\n', 1],
        [' f\n g\n', 2],
      ]);
      await folder.restart();
      expect(await folder.readOpen()).toEqual(parts);
    });

    test('that a timeout cut, are cut alike when they are read again', async () => {
      const folder = watch({ paths: ['*.log'], multiline });
      folder.append('a.log', `1 one\n${line.repeat(25)}`);
      folder.start();
      const first = await folder.readOpen();
      folder.clock.pass(1_000);
      first.push(...(await folder.readOpen()));
      expect(first.map(({ text }) => text).join('')).toBe(`1 one\n${line.repeat(25)}`);
      expect(first.at(-1)).toMatchObject({ part: 2, position: 2_506 });
      folder.append('a.log', `${line}2 two\n`);
      await folder.restart();
      expect(await folder.readOpen()).toEqual([
        ...first,
        expect.objectContaining({ text: line, part: undefined }),
      ]);
    });
  });
});
