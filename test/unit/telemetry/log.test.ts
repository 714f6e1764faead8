import { describe, expect, test } from 'vitest';
import { createLog, type Logger, type LogLevel } from '../../../src/telemetry/log.ts';

function written(style: 'json' | 'text', log: (log: Logger) => void, level: LogLevel = 'info'): string[] {
  const lines: string[] = [];
  log(createLog(level, style, (line) => lines.push(line)));
  return lines;
}

describe('json', () => {
  test('one object a line, with level and time in words', () => {
    const [line = ''] = written('json', (log) => log.warn({ path: '/a', count: 3 }, 'something'));
    expect(line.endsWith('}\n')).toBe(true);
    const { time, ...rest } = JSON.parse(line) as Record<string, unknown>;
    expect(rest).toEqual({ level: 'warn', path: '/a', count: 3, msg: 'something' });
    expect(time).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
  });

  test('what a log line held cannot begin a line of its own', () => {
    expect(
      written('json', (log) => log.info({ sample: 'a\n{"level":"error"}' }, 'b\nc'))[0]?.match(/\n/g),
    ).toHaveLength(1);
  });
});

describe('text', () => {
  test.each<[string, object, string, expected: string]>([
    ['plain words', { path: '/a/b-1.log', count: 3 }, 'read', 'info  read path=/a/b-1.log count=3'],
    ['words with spaces', { reason: 'no such "file"' }, 'x', 'info  x reason="no such \\"file\\""'],
    ['nothing but details', { a: true }, '', 'info   a=true'],
    ['a hint on its own line', { hint: 'try this' }, 'x', 'info  x\n               try this'],
    ['terminal escapes in details', { sample: '\u001b[2Jboo' }, 'x', 'info  x sample="\\u001b[2Jboo"'],
    ['line breaks in details', { sample: 'a\nb' }, 'x', 'info  x sample="a\\nb"'],
  ])('%s', (_name, details, message, expected) => {
    const [line = ''] = written('text', (log) => log.info(details, message));
    expect(line.replace(/^\d\d:\d\d:\d\d /, '')).toBe(`${expected}\n`);
  });

  test('of a message that holds terminal escapes nothing reaches the terminal', () => {
    const [line = ''] = written('text', (log) => log.error('cannot read \u001b]0;boo\u0007 \u009b2J'));
    expect(line).toMatch(/error cannot read \?\]0;boo\? \?2J\n$/);
  });
});

test.each<[LogLevel, number]>([
  ['trace', 5],
  ['info', 3],
  ['error', 1],
  ['silent', 0],
])('level %s writes %i of five', (level, count) => {
  const all = (log: Logger) => {
    for (const each of ['trace', 'debug', 'info', 'warn', 'error'] as const) log[each]('x');
  };
  expect(written('json', all, level)).toHaveLength(count);
});

test.each<'json' | 'text'>(['json', 'text'])(
  'secrets are hidden, on the top and one level below: %s',
  (style) => {
    const secrets = { password: 'hush', authorization: 'hush', ok: 'seen' };
    const lines = written(style, (log) =>
      log.info(
        { ...secrets, token: 'hush', auth: secrets, aws: { secretAccessKey: 'hush', sessionToken: 'hush' } },
        'x',
      ),
    );
    expect(lines.join('')).not.toContain('hush');
    expect(lines.join('')).toContain('seen');
  },
);
