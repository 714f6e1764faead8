import { runConsumer } from '../consumer.ts';
import { ConsumerTelemetry } from '../telemetry/consumer.ts';
import { reportCheck } from './check.ts';
import type { Command } from './command.ts';
import { readDaemonArguments, runDaemon, sectionOf } from './daemon.ts';

export const consumeCommand: Command = async (args, context) => {
  const { config, path, dryRun } = readDaemonArguments('consume', args, context);
  const consumer = sectionOf(config, 'consumer', path);
  if (dryRun) return reportCheck(path, { ...config, agent: undefined }, context);
  return runDaemon(config, context, async ({ log, clock, random, connect, stop, force }) => {
    const telemetry = new ConsumerTelemetry(log);
    await runConsumer(consumer, { clock, random, connect, telemetry, stdout: context.stdout, stop, force });
  });
};
