import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';

const main = fileURLToPath(new URL('../../../src/cli/main.ts', import.meta.url));

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'parse-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

async function kinship(args: readonly string[], input = '') {
  const child = spawn(process.execPath, [main, ...args], { cwd: folder });
  const exited = once(child, 'exit');
  child.stdin.on('error', () => {}); // It ends without reading where its arguments are wrong.
  child.stdin.end(input);
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)]);
  const [exitCode] = (await exited) as [number | null];
  const events = () =>
    stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
  return { exitCode, stdout, stderr, events };
}

function configure(input: string): void {
  writeFileSync(
    join(folder, 'agent.yaml'),
    `agent:\n  inputs:\n    - type: file\n      paths: a.log\n${input}  output: {type: kinesis, stream: s}\n`,
  );
}

describe('kinship parse', () => {
  test('chooses a format, says why, and prints events in one order', async () => {
    const { exitCode, stdout, stderr } = await kinship(['parse'], 'level=warn b=2 msg=m\nlevel=info msg=n\n');
    expect(exitCode).toBe(0);
    expect(stderr).toBe(
      'kinship: the format is logfmt: it reads all of the first 2 lines\nkinship: 2 events, all of its format\n',
    );
    expect(stdout).toMatch(
      /^\{"@timestamp":"[^"]+","message":"m","event.time_source":"read","log.level":"warn","fields":\{"b":2\}\}\n/,
    );
  });

  test('says what did not parse, and keeps it', async () => {
    const { exitCode, stderr, events } = await kinship(
      ['parse', '--format', 'json'],
      '{"message":"m"}\nbroken\n',
    );
    expect([exitCode, stderr]).toEqual([
      1,
      'kinship: 2 events, kept whole as message: 1 unparsed_line\n  line 2: broken\n',
    ]);
    expect(events()[1]).toMatchObject({ message: 'broken', 'error.type': 'unparsed_line' });
  });

  test('takes a time zone', async () => {
    const args = ['parse', '--format', 'timestamped', '--time-zone', 'Europe/Berlin'];
    const { events } = await kinship(args, '2024-07-01 12:00:00 m');
    expect(events()).toEqual([{ '@timestamp': '2024-07-01T10:00:00.000Z', message: 'm' }]);
  });

  test('cuts long lines as the agent does, and loses nothing', async () => {
    const line = 'x'.repeat(300_000);
    const { events } = await kinship(['parse', '--format', 'plain'], `${line}\nend\n`);
    const messages = events().map(({ message }) => message);
    expect([messages.length, messages.slice(0, 3).join('') === line, messages[3]]).toEqual([4, true, 'end']);
    expect(events().map((event) => event['log.part'])).toEqual([0, 1, 2, undefined]);
  });

  test('reads as an input of a configuration does', async () => {
    configure('      format: csv\n      dataset: shop\n');
    const { stdout } = await kinship(['parse', '--config', 'agent.yaml'], 'time,a\n2024-01-02T15:04:05Z,1\n');
    expect(JSON.parse(stdout)).toEqual({
      '@timestamp': '2024-01-02T15:04:05.000Z',
      'event.dataset': 'shop',
      fields: { a: '1' },
    });
  });

  test.each<[args: string[], exitCode: number, words: string]>([
    [['--format', 'csf'], 64, 'there is no format "csf"'],
    [['--time-zone', 'Mars'], 64, 'there is no time zone "Mars"'],
    [['--config', 'none.yaml'], 78, 'there is no such file'],
    [['--config', 'agent.yaml', '--input', '1'], 64, 'there is no input 1 in agent.yaml: it has 0 to 0'],
    [['--config', 'agent.yaml', '--format', 'json'], 64, 'those of the input'],
    [['--nothing'], 64, '--nothing'],
  ])('%j ends with %i: %s', async (args, expected, words) => {
    configure('');
    const { exitCode, stderr } = await kinship(['parse', ...args], 'x\n');
    expect([exitCode, stderr]).toEqual([expected, expect.stringContaining(words)]);
  });
});

describe('kinship test', () => {
  const line = "'ts=2024-01-02T15:04:05Z level=info msg=paid order=7'";
  const input = (expected: string) =>
    `      format: logfmt\n      tests:\n        - line: ${line}\n          expect: ${expected}\n`;

  test('passes where samples become what they must', async () => {
    configure(
      input(
        "{'@timestamp': '2024-01-02T16:04:05+01:00', message: paid, fields: {order: 7}, error.type: null}",
      ),
    );
    const { exitCode, stdout } = await kinship(['test', 'agent.yaml']);
    expect([exitCode, stdout]).toEqual([0, '1 passed, 0 failed\n']);
  });

  test('shows what is different, and where it stands', async () => {
    configure(input('{message: refunded, fields: {order: 8}, log.level: null, user.name: frank}'));
    const { exitCode, stdout } = await kinship(['test', 'agent.yaml']);
    expect(exitCode).toBe(1);
    expect(stdout).toBe(`agent.yaml:7:11: agent.inputs[0].tests[0] failed
  line "ts=2024-01-02T15:04:05Z level=info msg=paid order=7"
  message
    expected "refunded"
    actual   "paid"
  fields.order
    expected 8
    actual   7
  log.level
    expected not there
    actual   "info"
  user.name
    expected "frank"
    actual   not there
  event {"@timestamp":"2024-01-02T15:04:05.000Z","message":"paid","log.level":"info","fields":{"order":7}}
0 passed, 1 failed
`);
  });

  test('the first line of the file may name the columns', async () => {
    configure(
      "      format: csv\n      tests:\n        - {headerLine: 'a,b', line: '1,2', expect: {fields: {a: '1', b: '2'}}}\n",
    );
    expect((await kinship(['test', 'agent.yaml'])).stdout).toBe('1 passed, 0 failed\n');
  });

  test.each<[input: string, args: string[], exitCode: number, words: string]>([
    ['', ['agent.yaml'], 78, 'no input has `tests`'],
    ['', [], 64, 'name one configuration file'],
    ['', ['none.yaml'], 78, 'there is no such file'],
  ])('%j %j ends with %i', async (lines, args, expected, words) => {
    configure(lines);
    const { exitCode, stdout, stderr } = await kinship(['test', ...args]);
    expect([exitCode, stdout + stderr]).toEqual([expected, expect.stringContaining(words)]);
  });
});
