import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { convertCommand } from '../../../src/cli/convert.ts';
import { loadAgentJson } from '../../../src/config/agent-json.ts';
import { parseConfig } from '../../../src/config/load.ts';
import { configSchema } from '../../../src/config/schema.ts';

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'convert-'));
  path = join(folder, 'agent.json');
});
afterEach(() => rmSync(folder, { recursive: true }));

async function convert(...args: string[]) {
  const [stdout, stderr] = [new PassThrough(), new PassThrough()];
  const exitCode = await convertCommand(args, { env: {}, stdout, stderr });
  stdout.end();
  stderr.end();
  return { exitCode, yaml: await text(stdout), said: await text(stderr) };
}

const flow = {
  filePattern: '/var/log/a.log*',
  kinesisStream: 'logs',
  publishQueueCapacity: 10,
  multiLineStartPattern: '^\\d{4} $\u007bx}',
  dataProcessingOptions: [
    { optionName: 'LOGTOJSON', logFormat: 'SYSLOG', matchPattern: '^(.*)$', customFieldNames: ['a: b'] },
    {
      optionName: 'ADDMETADATA',
      metadata: { list: [1, '$\u007bHOME}', null], yes: 'yes' },
      timestamp: 'true',
    },
  ],
};

test.each([[[]], [['--blocks']]])('what it writes is the same configuration %s', async (more) => {
  writeFileSync(path, JSON.stringify({ awsAccessKeyId: 'id', awsSecretAccessKey: 'key', flows: [flow] }));
  mkdirSync(join(folder, 'agent.d'));
  writeFileSync(
    join(folder, 'agent.d', 'more.json'),
    JSON.stringify({ flows: [{ ...flow, kinesisStream: 'more' }] }),
  );
  const { exitCode, yaml, said } = await convert(path, ...more);
  expect([exitCode, said]).toEqual([0, '']);
  expect(parseConfig(yaml, 'agent.yaml', configSchema, {})).toEqual(
    loadAgentJson(path, { blocks: more.length > 0 }).config,
  );
  expect(yaml).toContain('# 1:');
  expect(yaml).toMatch(/publishQueueCapacity, done differently: memory is bounded/);
});

test('flows that cannot be run are told beside those that can', async () => {
  writeFileSync(path, JSON.stringify({ flows: [flow, { filePattern: '/a/b' }] }));
  const { exitCode, yaml, said } = await convert(path);
  expect(exitCode).toBe(78);
  expect(yaml).toContain('stream: logs');
  expect(said).toMatch(/agent\.json:1:\d+: flows\[1\]\.kinesisStream or deliveryStream must be there/);
});
