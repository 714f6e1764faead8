import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { AgentWriter } from '../../src/agent-writer.ts';
import { systemClock } from '../../src/cli/system-clock.ts';
import { agentOptions } from '../../src/config/agent-options.ts';
import { AgentTelemetry } from '../../src/telemetry/agent.ts';
import { createLog } from '../../src/telemetry/log.ts';
import { coreConnection } from '../fakes/core-connection.ts';
import { LocalCore, streamName } from '../fakes/local-core.ts';

const signal = new AbortController().signal;

test('a position that is passed without a record waits for the block before it, which is still compressed', async () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'writer-'));
  const core = LocalCore.withStream(1, { limits: 'off' });
  const committed: number[] = [];
  let isPut = () => {};
  const put = new Promise<void>((resolve) => {
    isPut = resolve;
  });
  const options = agentOptions.parse({
    dataDir,
    inputs: [{ type: 'file', paths: '/a.log' }],
    output: { type: 'kinesis', stream: streamName },
  });
  const { send, destroy } = coreConnection(core);
  const held = async (command: { readonly input: object }) => {
    if ('Records' in command.input) await put;
    return send(command as never); // Whatever command it is, it is handed on.
  };
  const writer = new AgentWriter(
    options,
    {
      clock: systemClock,
      random: () => 0,
      connect: () => ({ send: held as unknown as typeof send, destroy }),
      telemetry: new AgentTelemetry(createLog('silent', 'json', () => {})),
      hostName: 'h',
      machineId: 'm',
      stop: signal,
      force: signal,
    },
    (positions) => committed.push(...positions.map(({ offset }) => offset)),
  );
  try {
    expect(await writer.start('agent')).toBe(true);
    const bytes = Buffer.alloc(500_000, 'a');
    const shipped = writer.ship({ id: 'b', bytes, events: 1, positions: [{ generation: 'g', offset: 10 }] });
    writer.pass([{ generation: 'g', offset: 20 }]);
    await shipped;
    await systemClock.sleep(600);
    expect(committed).toEqual([]);
    isPut();
    await writer.close();
    expect(committed.at(-1)).toBe(20);
  } finally {
    rmSync(dataDir, { recursive: true });
  }
});
