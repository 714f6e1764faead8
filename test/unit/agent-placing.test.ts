import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { runAgent } from '../../src/agent.ts';
import type { KinesisConnection } from '../../src/aws/kinesis-client.ts';
import { systemClock } from '../../src/cli/system-clock.ts';
import { agentOptions } from '../../src/config/agent-options.ts';
import type { KnownFile } from '../../src/record/position.ts';
import { AgentTelemetry } from '../../src/telemetry/agent.ts';
import { createLog } from '../../src/telemetry/log.ts';
import { coreConnection } from '../fakes/core-connection.ts';
import { LocalCore, streamName } from '../fakes/local-core.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'placing-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** A stream that takes nothing, and never says so. */
function silentStream(): KinesisConnection {
  const connection = coreConnection(LocalCore.withStream(1, { limits: 'off' }));
  const send = (
    command: { readonly constructor: { readonly name: string } },
    options: { abortSignal: AbortSignal },
  ) =>
    command.constructor.name === 'PutRecordsCommand'
      ? new Promise((_, reject) => {
          options.abortSignal.addEventListener('abort', () => reject(new Error('aborted')));
        })
      : connection.send(command as never); // It is one of the SDK's.
  return { ...connection, send: send as unknown as KinesisConnection['send'] }; // Its overloads are of one kind.
}

test('a line that is not to be sent passes none before it that is on its way', async () => {
  const path = join(folder, 'a.log');
  const good = '127.0.0.1 - - [10/Oct/2000:13:55:36 -0700] "GET / HTTP/1.0" 200 1\n';
  writeFileSync(path, `${good}bad\n`);
  const options = agentOptions.parse({
    dataDir: join(folder, 'data'),
    inputs: [{ type: 'file', paths: path }],
    output: {
      type: 'kinesis',
      stream: streamName,
      format: 'compat',
      flushDelayMs: 10,
      compat: { dataProcessingOptions: [{ optionName: 'LOGTOJSON', logFormat: 'COMMONAPACHELOG' }] },
    },
  });
  const [stop, force] = [new AbortController(), new AbortController()];
  let positions: () => readonly KnownFile[] = () => [];
  const telemetry = new AgentTelemetry(createLog('silent', 'json', () => {}));
  const running = runAgent(options, {
    clock: systemClock,
    random: () => 0,
    connect: silentStream,
    hostName: 'host',
    machineId: 'machine',
    telemetry,
    stop: stop.signal,
    force: force.signal,
    showPositions: (files) => {
      positions = files;
    },
  });
  await expect.poll(() => telemetry.counts.get('linesRefused'), { timeout: 15_000 }).toBe(1);
  await systemClock.sleep(500); // Longer than positions wait to be written.
  expect(positions().map(({ offset }) => offset)).toEqual([0]);
  expect(readFileSync(join(folder, 'data', 'dead-letters.jsonl'), 'utf8')).toContain('unparsed_line');
  stop.abort();
  force.abort();
  await running.catch(() => {});
});
