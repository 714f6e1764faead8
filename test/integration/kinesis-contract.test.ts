import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Behaviour } from '../contract/kinesis/behaviour.ts';
import { behaviours } from '../contract/kinesis/behaviours.ts';
import type { Address } from '../contract/kinesis/clients.ts';
import { Context } from '../contract/kinesis/context.ts';
import { type Deviation, deviationIn } from '../contract/kinesis/deviations/deviation.ts';
import { deviations } from '../contract/kinesis/deviations/deviations.ts';
import type { EngineUnderTest, RunningEngine } from '../contract/kinesis/engines/engine.ts';
import { enginesUnderTest } from '../contract/kinesis/engines/engines.ts';

/** Behaviours mostly wait; but an engine that is kept too busy is late with everything. */
vi.setConfig({ maxConcurrency: 6 });

/** A behaviour waits several times for something to come, on an engine that others use too. */
const patiencesPerBehaviour = 6;

describe('the contract', () => {
  const names = behaviours.map(({ name }) => name);

  it('names each behaviour once', () => {
    expect(names.filter((name, index) => names.indexOf(name) < index)).toEqual([]);
  });

  it.each(Object.entries(deviations))('has each behaviour that %s deviates in', (_engine, listed) => {
    const deviating = listed.flatMap((deviation) => deviation.behaviours);
    expect(deviating.filter((name) => !names.includes(name))).toEqual([]);
    expect(deviating.filter((name, index) => deviating.indexOf(name) < index)).toEqual([]);
  });
});

for (const engine of enginesUnderTest(process.env)) {
  describe(`Kinesis as ${engine.name} has it`, () => testEngine(engine));
}

function testEngine({ start, patience, listed, pushesOver }: EngineUnderTest): void {
  let folder = '';
  let running: RunningEngine | undefined;
  let address: Address;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'kinship-contract-'));
    running = await start(folder);
    address = { url: running.url, pushesOver };
  });
  afterAll(async () => {
    await running?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  const timeoutMs = patience.limitMs * patiencesPerBehaviour;
  for (const behaviour of behaviours) {
    const deviation = listed === undefined ? undefined : deviationIn(deviations[listed], behaviour.name);
    it.concurrent(behaviour.name, { timeout: timeoutMs }, async () => {
      const context = new Context(address, patience);
      try {
        await (deviation === undefined
          ? behaviour.run(context)
          : runDeviating(behaviour, deviation, context));
      } finally {
        await context.close();
      }
    });
  }
}

/** What is said of an engine must be so: one that has mended is told, not passed over. */
async function runDeviating(
  behaviour: Behaviour,
  { reason, isUnsteady }: Deviation,
  context: Context,
): Promise<void> {
  const failure: unknown = await behaviour.run(context).then(
    () => undefined,
    (error: unknown) => error,
  );
  if (failure === undefined && isUnsteady !== true)
    throw new Error(
      `the engine does this, and is listed as if not (${reason}): test/contract/kinesis/deviations`,
    );
}
