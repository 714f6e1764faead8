import { describe, expect, test } from 'vitest';
import { onEachStore } from './on-each-store.ts';

onEachStore((watch) => {
  describe('long lines', () => {
    test.each<[string, string, number[]]>([
      ['cut at the limit', 'x'.repeat(2_500), [1_024, 1_024, 453]],
      ['whole characters', `x${'é'.repeat(1_000)}`, [1_023, 979]],
      ['whole characters of four bytes', `xyz${'🙂'.repeat(500)}`, [1_023, 981]],
      ['as long as the limit without its newline', 'x'.repeat(1_024), [1_024, 1]],
      ['as long as the limit with its newline', 'x'.repeat(1_023), [1_024]],
    ])('%s', async (_what, line, lengths) => {
      const folder = watch('a.log');
      folder.append('a.log', `first\n${line}\nnext\n`);
      folder.start();
      const lines = await folder.read();
      expect(lines[0]).toMatchObject({ text: 'first\n', position: 6, part: undefined });
      const parts = lines.slice(1, -1);
      expect(parts.map(({ text }) => Buffer.byteLength(text))).toEqual(lengths);
      expect(parts.map(({ text }) => text).join('')).toBe(`${line}\n`);
      expect(parts.map(({ part }) => part)).toEqual(
        lengths.length === 1 ? [undefined] : lengths.map((_, i) => i),
      );
      const end = 6 + Buffer.byteLength(line) + 1;
      expect(parts.map(({ position }) => position)).toEqual(
        lengths.map((_, i) => (i === lengths.length - 1 ? end : 6)),
      );
      expect(lines.at(-1)).toMatchObject({ text: 'next\n', part: undefined, position: end + 5 });
    });

    test('are cut alike after a restart in the middle, and when they come in pieces', async () => {
      const folder = watch('a.log');
      folder.start();
      folder.append('a.log', 'x'.repeat(3_000));
      const first = await folder.read();
      await folder.restart();
      folder.append('a.log', `${'x'.repeat(100)}\n`);
      const again = await folder.read();
      expect(again.slice(0, 2)).toEqual(first);
      expect(again.map(({ text, part }) => [text.length, part])).toEqual([
        [1_024, 0],
        [1_024, 1],
        [1_024, 2],
        [29, 3],
      ]);
    });

    test('of bytes that are no text are cut, too', async () => {
      const folder = watch('a.log');
      folder.append('a.log', Buffer.concat([Buffer.alloc(3_000, 0x80), Buffer.from('\n')]));
      folder.start();
      expect((await folder.read()).map(({ offset }) => offset)).toEqual([0, 1_024, 2_048]);
    });
  });
});
