import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { DiskPositionStore } from '../../../src/positions/store.ts';
import { openDatabase } from '../../../src/sqlite/database.ts';

const main = fileURLToPath(new URL('../../../src/cli/main.ts', import.meta.url));
const env = {
  PATH: process.env['PATH'],
  AWS_ACCESS_KEY_ID: 'x',
  AWS_SECRET_ACCESS_KEY: 'x',
  AWS_REGION: 'eu-west-1',
  AWS_EC2_METADATA_DISABLED: 'true',
};

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cli-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

async function kinship(args: readonly string[], environment: NodeJS.ProcessEnv = env) {
  const child = spawn(process.execPath, [main, ...args], { cwd: folder, env: environment });
  const exited = once(child, 'exit');
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)]);
  const [exitCode] = (await exited) as [number | null];
  return { exitCode, stdout, stderr };
}

/** The exit code, and words a person needs, on stdout where it is an answer and on stderr where it is a complaint. */
async function check(
  args: readonly string[],
  exitCode: number,
  words: readonly (string | RegExp)[],
  environment = env,
) {
  const ended = await kinship(args, environment);
  const said = `${ended.stdout}${ended.stderr}`;
  for (const word of words) expect(said).toMatch(word);
  expect(said).not.toMatch(/\n {4}at /); // No stack trace: it was not a bug.
  expect(ended.exitCode).toBe(exitCode);
  return ended;
}

function write(name: string, content: string): void {
  writeFileSync(join(folder, name), content);
}

/** A port of this machine where nobody listens. */
async function closedPort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  return typeof address === 'object' && address !== null ? address.port : 0;
}

function agentConfig(port: number, paths = 'logs/*.log'): string {
  return `agent:
  dataDir: data
  inputs:
    - type: file
      paths: ${paths}
  output:
    type: kinesis
    stream: logs
    endpoint: http://127.0.0.1:${port}
`;
}

describe('the command line', () => {
  test.each<[string, string[], exitCode: number, words: (string | RegExp)[]]>([
    ['nothing', [], 64, ['kinship agent CONFIG', 'kinship demo', 'kinship version']],
    ['help', ['help'], 0, ['kinship agent CONFIG', 'kinship check']],
    ['--help', ['--help'], 0, ['kinship agent CONFIG']],
    ['--help after a command', ['agent', '--help'], 0, ['kinship agent CONFIG']],
    ['a command that is none', ['agnet'], 64, ['no command "agnet"', 'kinship agent CONFIG']],
    ['no configuration', ['agent'], 64, ['name one configuration file', 'kinship agent config/agent.yaml']],
    ['two configurations', ['check', 'a', 'b'], 64, ['name one configuration file']],
    [
      'an option that is none',
      ['agent', '--nope', 'a'],
      64,
      ["Unknown option '--nope'", 'kinship agent CONFIG'],
    ],
    ['an option without its value', ['consume', '--config'], 64, ['--config', 'kinship consume']],
    [
      'a configuration that is not there',
      ['agent', 'nope.yaml'],
      78,
      ['nope.yaml: there is no such file', 'check the path'],
    ],
    ['a folder instead of one', ['check', '.'], 78, ['folder']],
    ['a log that is not there', ['demo', 'nope.log'], 66, ['no such file: nope.log']],
    ['version', ['version'], 0, [/^kinship \d+\.\d+\.\d+ \(Node v\d+/]],
    ['--version', ['--version'], 0, [/^kinship \d+\.\d+\.\d+ /]],
    ['version with more', ['version', '--all'], 64, ["Unknown option '--all'"]],
  ])('%s', async (_name, args, exitCode, words) => {
    await check(args, exitCode, words);
  });

  test('answers go to stdout, complaints to stderr', async () => {
    expect((await kinship(['help'])).stderr).toBe('');
    expect((await kinship(['agnet'])).stdout).toBe('');
  });

  test('a reader that goes away is no error', async () => {
    const child = spawn('/bin/sh', ['-c', '"$0" "$1" help | true', process.execPath, main], { env });
    const stderr = await text(child.stderr);
    expect(stderr).toBe('');
  });
});

describe('a wrong configuration', () => {
  test('names the line, and the option that was meant', async () => {
    write('agent.yaml', agentConfig(1).replace('paths:', 'pahts:').replace('stream: logs', 'straem: logs'));
    await check(['check', 'agent.yaml'], 78, [
      'agent.yaml:5:7: unknown option "pahts"',
      'did you mean "paths"?',
      'agent.yaml:8:5: unknown option "straem"',
      'did you mean "stream"?',
    ]);
  });

  test('names the form of a time', async () => {
    write('agent.yaml', agentConfig(1, 'logs/*.log\n      startAt: 2026-13-01'));
    await check(['check', 'agent.yaml'], 78, [
      'startAt must be beginning, end, or a time such as 2026-01-31T00:00:00Z',
      'but is "2026-13-01"',
    ]);
  });

  test('without the section of the daemon says so', async () => {
    write('agent.yaml', agentConfig(1));
    await check(['consume', 'agent.yaml'], 78, [
      'agent.yaml has no section "consumer"',
      'config/consumer.yaml',
    ]);
  });
});

describe('check', () => {
  test('tells of an endpoint where nobody listens, and goes on to the rest', async () => {
    const port = await closedPort();
    mkdirSync(join(folder, 'logs'));
    write('logs/a.log', 'one\n');
    write('agent.yaml', agentConfig(port));
    await check(['check', 'agent.yaml'], 78, [
      /ok +agent\.dataDir/,
      /ok +agent\.inputs .*logs\/\*\.log: 1 readable file/,
      /PROBLEM +agent\.output stream "logs": .*ECONNREFUSED/,
      `127.0.0.1:${port}`,
      'AWS_ENDPOINT_URL_KINESIS',
      '1 problem',
    ]);
  });

  test('--dry-run is the same', async () => {
    write('agent.yaml', agentConfig(await closedPort()));
    await check(['agent', 'agent.yaml', '--dry-run'], 78, ['ECONNREFUSED', 'no file matches']);
  });

  test('tells of a file that cannot be read', async () => {
    mkdirSync(join(folder, 'logs'));
    symlinkSync('loop.log', join(folder, 'logs/loop.log')); // Not even root can open it.
    write('agent.yaml', agentConfig(await closedPort()));
    await check(['check', 'agent.yaml'], 78, [
      /PROBLEM +file .*loop\.log: cannot be read/,
      'ELOOP',
      '2 problems',
    ]);
  });

  test.each<[string, string, string[]]>([
    ['a folder', 'logs/', ['logs/: is a folder', 'logs/*.log']],
    ['a pipe', 'pipe', ['pipe: is a pipe, and no file']],
    ['a home folder', '"~/*.log"', ['~ is not your home folder']],
    ['a bracket that is not closed', '"logs/[ab.log"', ['[ is not closed', 'write [[]']],
    ['a brace that is not closed', '"logs/{a,b.log"', ['{ is not closed']],
  ])('tells of a path that is %s', async (_what, paths, words) => {
    mkdirSync(join(folder, 'logs'));
    write('logs/a.log', 'one\n');
    spawnSync('mkfifo', [join(folder, 'pipe')]);
    write('agent.yaml', agentConfig(await closedPort(), paths));
    const { stdout } = await kinship(['check', 'agent.yaml']);
    for (const word of words) expect(stdout).toContain(word);
  });

  test('tells of a data folder that cannot be made', async () => {
    write('data', 'a file');
    write('agent.yaml', agentConfig(await closedPort()).replace('dataDir: data', 'dataDir: data/agent'));
    await check(['check', 'agent.yaml'], 78, [/PROBLEM +agent\.dataDir data\/agent/]);
  });

  test('tells of an agent that runs on the data folder, and leaves it alone', async () => {
    write('agent.yaml', agentConfig(await closedPort()));
    const store = new DiskPositionStore(join(folder, 'data'), { told: () => {} });
    const words = [/ok +agent\.dataDir data: writable; an agent runs on it now/, 'SIGHUP', '1 problem'];
    await check(['check', 'agent.yaml'], 78, words);
    store.close();
    await check(['check', 'agent.yaml'], 78, [/agent\.dataDir data: writable\n/]);
  });

  test('without a region says where to set one', async () => {
    write('agent.yaml', agentConfig(1));
    const { AWS_REGION: _, ...withoutRegion } = env;
    await check(['check', 'agent.yaml'], 78, ['Region is missing', 'AWS_REGION'], {
      ...withoutRegion,
      HOME: folder,
    } as never);
  });
});

describe('a daemon', () => {
  test('is not started where another one has its data folder', async () => {
    write('agent.yaml', agentConfig(1));
    const other = openDatabase(join(folder, 'data/positions.db'), 'SELECT 1');
    try {
      await check(['agent', 'agent.yaml'], 73, ['positions.db is in use', 'dataDir']);
    } finally {
      other.close();
    }
  });

  test('waits for its stream, says so, and stops in order while it waits', async () => {
    write('agent.yaml', agentConfig(await closedPort()));
    const child = spawn(process.execPath, [main, 'agent', 'agent.yaml'], { cwd: folder, env });
    let log = '';
    for await (const data of child.stderr) {
      if (!log.includes('trying again') && String(data).includes('trying again')) child.kill('SIGTERM');
      log += String(data);
    }
    if (child.exitCode === null) await once(child, 'exit');
    expect(child.exitCode).toBe(0);
    expect(log).toContain('ECONNREFUSED');
    expect(log).toContain('agent stopped');
  });
});
