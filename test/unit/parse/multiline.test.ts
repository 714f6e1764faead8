import { expect, test } from 'vitest';
import { type MultilinePreset, multilinePresets } from '../../../src/parse/multiline-presets.ts';
import { checkEvents, eventsOf } from './grouped.ts';

test('several languages in one log', () => {
  checkEvents(
    multilinePresets,
    `
> INFO started
> 2024-01-01 ERROR java
| java.lang.RuntimeException: x
| 	at a.B.c(B.java:1)
> Traceback (most recent call last):
|   File "a.py", line 1, in <module>
| ValueError: x
> panic: y
| 
| goroutine 1 [running]:
| main.main()
| 	/app/main.go:8 +0x1d
> Error: outer
|     at f (/app/a.js:3:11) {
|   [cause]: TypeError: inner
|       at g (/app/b.js:1:1)
| }
> {"level":"ERROR","message":"x"}
> app.rb:7:in \`foo': outer (RuntimeError)
| 	from app.rb:3:in \`foo'
> INFO end`,
  );
});

test.each<MultilinePreset>(['java', 'python', 'go', 'ruby', 'node'])(
  '%s: normal lines stay events of their own, and the time is linear in a hostile line',
  (preset) => {
    const normal = [
      'one',
      'GET / 200',
      '2024-01-01 INFO x',
      '2024-01-01 ERROR y',
      'WARN z',
      '{"a":1}',
      'end',
    ];
    expect(eventsOf(preset, normal)).toEqual(normal.map((line) => [line]));
    for (const piece of [
      'a',
      'a.',
      '(',
      'a(',
      ':1',
      'Error',
      '}  ',
      '[',
      'A::',
      ' ',
      '\t',
      "a:1:in '",
      '.js:1 ',
    ]) {
      const line = piece.repeat(Math.ceil(100_000 / piece.length));
      const startedMs = performance.now();
      eventsOf(preset, [line, `ERROR ${line}`, line, `\t${line}`, `x:1:in \`a': ${line}`, line]);
      expect(performance.now() - startedMs).toBeLessThan(500);
    }
  },
);
