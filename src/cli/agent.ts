import { hostname } from 'node:os';
import { runAgent } from '../agent.ts';
import { AgentTelemetry } from '../telemetry/agent.ts';
import { reportCheck } from './check.ts';
import type { Command } from './command.ts';
import { readDaemonArguments, runDaemon, sectionOf } from './daemon.ts';
import { machineId } from './machine.ts';

export const agentCommand: Command = async (args, context) => {
  const { config, path, dryRun } = readDaemonArguments('agent', args, context);
  const agent = sectionOf(config, 'agent', path);
  if (dryRun) return reportCheck(path, { ...config, consumer: undefined }, context);
  return runDaemon(config, context, async ({ log, clock, random, connect, stop, force }) => {
    const telemetry = new AgentTelemetry(log);
    await runAgent(agent, {
      clock,
      random,
      connect,
      telemetry,
      hostName: hostname(),
      machineId: machineId(),
      stop,
      force,
    });
  });
};
