import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';

const main = fileURLToPath(new URL('../../../src/cli/main.ts', import.meta.url));

let folder: string;
let children: ChildProcess[];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'local-'));
  children = [];
});
afterEach(async () => {
  for (const child of children)
    if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL');
  rmSync(folder, { recursive: true });
});

function run(...args: string[]) {
  const env = { PATH: process.env['PATH'], KINSHIP_HOME: folder };
  const child = spawn(process.execPath, [main, 'local', ...args], { cwd: folder, env });
  children.push(child);
  return { child, exited: once(child, 'exit') as Promise<[number | null]>, stderr: text(child.stderr) };
}

/** The line that says it is ready. */
async function urlOf({ stdout }: ReturnType<typeof run>['child']): Promise<string> {
  let line = '';
  for await (const chunk of stdout.iterator({ destroyOnReturn: false })) {
    line += String(chunk);
    if (line.endsWith('\n')) break;
  }
  return line.trimEnd();
}

async function call(url: string, operation: string, input: object) {
  const headers = {
    authorization: 'x',
    'content-type': 'application/x-amz-json-1.1',
    'x-amz-target': `Kinesis_20131202.${operation}`,
  };
  const response = await fetch(url, { method: 'POST', body: JSON.stringify(input), headers });
  const body = await response.text();
  return { status: response.status, json: body === '' ? {} : JSON.parse(body) };
}

describe('kinship local', () => {
  test('prints its URL, and how to use it, and keeps its streams', async () => {
    const first = run('--port', '0');
    const url = await urlOf(first.child);
    expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    await call(url, 'CreateStream', { StreamName: 'logs', ShardCount: 1 });
    first.child.kill('SIGTERM');
    expect(await first.exited).toEqual([0, null]);
    expect(await first.stderr).toContain(`export AWS_ENDPOINT_URL_KINESIS=${url} AWS_REGION=us-east-1`);
    expect(await first.stderr).toContain(join(folder, '.kinship', 'local'));

    const second = run('--port', '0', '--data', '.kinship/local');
    const { json } = await call(await urlOf(second.child), 'ListStreams', {});
    expect(json.StreamNames).toEqual(['logs']);
  });

  test.each(['SIGINT', 'SIGHUP'] as const)('ends on %s', async (signal) => {
    const { child, exited } = run('--port', '0');
    await urlOf(child);
    child.kill(signal);
    expect(await exited).toEqual([0, null]);
  });

  test('ends with its standard input, where it is told to', async () => {
    const { child, exited } = run('--port', '0', '--end-with-stdin');
    await urlOf(child);
    child.stdin.end();
    expect(await exited).toEqual([0, null]);
  });

  test('goes on when its standard input ends, where it is not', async () => {
    const { child } = run('--port', '0');
    const url = await urlOf(child);
    child.stdin.end();
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect((await call(url, 'ListStreams', {})).status).toBe(200);
  });

  test('begins with the faults of a file', async () => {
    const rule = { fault: 'unavailable', operation: 'ListStreams' };
    writeFileSync(join(folder, 'faults.json'), JSON.stringify({ seed: 7, rules: [rule] }));
    const url = await urlOf(run('--port', '0', '--faults', 'faults.json').child);
    expect((await call(url, 'ListStreams', {})).status).toBe(503);
    const response = await fetch(`${url}/_kinship/faults`);
    expect(await response.json()).toEqual({ seed: 7, rules: [{ ...rule, struck: 1 }] });
  });

  test('takes the seed of the command line before that of the file', async () => {
    writeFileSync(join(folder, 'faults.json'), '{"seed":7,"rules":[]}');
    const url = await urlOf(run('--port=0', '--faults=faults.json', '--seed=8').child);
    const response = await fetch(`${url}/_kinship/faults`);
    expect(await response.json()).toEqual({ seed: 8, rules: [] });
  });
});

describe('a fault of the disk', () => {
  /** A call without its last byte, which is given when it is to be made. */
  function beginCall(url: string): Socket {
    const socket = connect(Number(new URL(url).port), '127.0.0.1');
    socket.write(
      'POST / HTTP/1.1\r\nHost: x\r\nAuthorization: x\r\nContent-Type: application/json\r\n' +
        'X-Amz-Target: Kinesis_20131202.ListStreams\r\nContent-Length: 2\r\n\r\n{',
    );
    return socket;
  }

  test('that keeps a change from being saved ends it: no later call is answered', async () => {
    const { child, exited, stderr } = run('--port', '0', '--data', 'data');
    const url = await urlOf(child);
    const later = beginCall(url);
    await call(url, 'ListStreams', {});
    mkdirSync(join(folder, 'data', 'catalog.json.new'));
    expect((await call(url, 'CreateStream', { StreamName: 'logs', ShardCount: 1 })).status).toBe(500);
    later.write('}');
    expect(await text(later)).toContain('HTTP/1.1 503');
    expect(await exited).toEqual([73, null]);
    expect(await stderr).toContain('cannot write');
  });

  test('that damaged a segment is told once, and is that shard alone', async () => {
    const args = ['--port', '0', '--data', 'data', '--no-limits'];
    const { child, stderr } = run(...args);
    const url = await urlOf(child);
    await call(url, 'CreateStream', { StreamName: 'logs', ShardCount: 1 });
    const put = { StreamName: 'logs', Data: 'QUJDREVGR0g=', PartitionKey: 'k' };
    await expect.poll(async () => (await call(url, 'PutRecord', put)).status).toBe(200);
    damageSegments(join(folder, 'data'));
    const place = { StreamName: 'logs', ShardId: 'shardId-000000000000', ShardIteratorType: 'TRIM_HORIZON' };
    const { json } = await call(url, 'GetShardIterator', place);
    for (let round = 0; round < 2; round += 1)
      expect((await call(url, 'GetRecords', { ShardIterator: json.ShardIterator })).status).toBe(500);
    expect((await call(url, 'ListStreams', {})).status).toBe(200);
    child.kill('SIGTERM');
    expect((await stderr).match(/ is damaged/g)).toHaveLength(1);
  });
});

/** Changes a byte of the first record's data. */
function damageSegments(dataDir: string): void {
  for (const name of readdirSync(dataDir, { recursive: true, encoding: 'utf8' })) {
    if (!name.endsWith('.log')) continue;
    const bytes = readFileSync(join(dataDir, name));
    bytes[bytes.indexOf('ABCDEFGH')] = 0x21;
    writeFileSync(join(dataDir, name), bytes);
  }
}

describe('what keeps it from starting', () => {
  async function check(args: string[], exitCode: number, words: string[]): Promise<void> {
    const { exited, stderr } = run(...args);
    expect(await exited).toEqual([exitCode, null]);
    for (const word of words) expect(await stderr).toContain(word);
  }

  test.each<[string, string[], exitCode: number, words: string[]]>([
    [
      'a port that is no number',
      ['--port', 'x'],
      64,
      ['--port takes a whole number from 0 to 65535', '[--data DIR]'],
    ],
    ['a port that is none', ['--port', '65536'], 64, ['not "65536"']],
    ['a seed that is none', ['--seed', '-1'], 64, ['--seed']],
    ['an option that is none', ['--nope'], 64, ["Unknown option '--nope'", 'kinship local']],
    ['an argument too many', ['4567'], 64, ["Unexpected argument '4567'"]],
    ['faults that are not there', ['--faults', 'nope.json'], 66, ['nope.json']],
  ])('%s', async (_name, args, exitCode, words) => {
    await check(args, exitCode, words);
  });

  test('faults that are wrong', async () => {
    writeFileSync(join(folder, 'faults.json'), '{"rules":[{"fault":"lose","chance":2}]}');
    await check(['--faults', 'faults.json'], 78, ['faults.json: rules[0].chance: ']);
  });

  test('a port that is taken', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as { port: number };
    await check(['--port', String(port)], 69, [`port ${port} of 127.0.0.1 is taken`, 'choose another port']);
    other.close();
  });

  test('a data folder that another one has', async () => {
    await urlOf(run('--port', '0').child);
    await check(['--port', '0'], 73, ['is in use', 'choose another folder']);
  });

  test('a data folder that cannot be made', async () => {
    writeFileSync(join(folder, 'file'), '');
    await check(['--port', '0', '--data', 'file/data'], 73, ['file/data']);
  });
});
