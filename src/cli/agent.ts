import { hostname } from 'node:os';
import { resolve } from 'node:path';
import { runFlows } from '../agent-flows.ts';
import { takeOverCheckpoints } from '../agent-takeover.ts';
import { firehoseClient } from '../aws/firehose-client.ts';
import { flowsOf, hasNamedFlows } from '../config/agent-options.ts';
import { ReloadTelemetry } from '../telemetry/reloads.ts';
import { tellAgentJson } from './agent-json-log.ts';
import { ConfigReloads } from './agent-reloads.ts';
import { keepTold } from './agent-service.ts';
import { agentRoutes, healthOf } from './agent-status.ts';
import { reportCheck } from './check.ts';
import type { Command, CommandContext } from './command.ts';
import type { ConfigSource, LoadedConfig } from './config-source.ts';
import { watchConfig } from './config-watch.ts';
import { type Daemon, readDaemonArguments, runDaemon, sectionOf } from './daemon.ts';
import { tellWhatIsNotFound } from './first-look.ts';
import { FlowTelemetries } from './flow-telemetries.ts';
import { fileKeyOf } from './log-file.ts';
import { machineId } from './machine.ts';
import { StatusServer } from './status-server.ts';
import { Systemd } from './systemd.ts';

export const agentCommand: Command = async (args, context) => {
  const { dryRun, source, ...loaded } = readDaemonArguments('agent', args, context);
  const { config } = loaded;
  sectionOf(config, 'agent', source.path);
  if (dryRun) return reportCheck(source.path, { ...config, consumer: undefined }, context);
  return runDaemon(config, context, (daemon) => operateAgent(source, loaded, daemon, context));
};

/** Runs the agent, and around it what operating it takes: health and metrics, new configurations, and word to systemd. */
async function operateAgent(
  source: ConfigSource,
  { config, agentJson }: LoadedConfig,
  daemon: Daemon,
  { env, stderr }: CommandContext,
): Promise<void> {
  const { path } = source;
  const { log, clock, random, connect, stop, force } = daemon;
  const agent = sectionOf(config, 'agent', path);
  const flows = flowsOf(agent);
  const telemetries = new FlowTelemetries(log, hasNamedFlows(agent), clock.nowMs);
  const reloadTelemetry = new ReloadTelemetry(log);
  const status = {
    flows: () => telemetries.all(),
    reloads: reloadTelemetry,
    positions: () => ({ dataDir: resolve(agent.dataDir), flows: telemetries.positions() }),
  };
  const server = new StatusServer(agentRoutes(status, clock.nowMs), log);
  const systemd = new Systemd(env, (reason) => log.warn({ reason }, 'systemd cannot be told'));
  let newest = config;
  const reloads = new ConfigReloads({
    source,
    env,
    config,
    read: (next) => tellAgentJson(next.agentJson, log),
    telemetry: reloadTelemetry,
    taken: (next) => {
      newest = next;
      telemetries.setLevel(next.log.level);
      server.listen(sectionOf(next, 'agent', path).http);
    },
  });
  const reload = () => systemd.reloading(() => reloads.reload());
  const over = new AbortController();
  stop.addEventListener('abort', () => void systemd.notify('STOPPING=1'), { once: true });
  daemon.reloadOnHangUp(() => void reload());
  server.listen(agent.http);
  tellAgentJson(agentJson, log);
  if (agentJson !== undefined) await takeOverCheckpoints(flows, agentJson, { log, nowMs: clock.nowMs });
  const changed = () => {
    if (newest.agent?.reloadOnChange === true) void reload();
  };
  const until = { clock, signal: over.signal };
  const beside = [
    watchConfig({ stamp: () => source.stamp(), known: () => reloads.stamp, changed, ...until }),
    keepTold(systemd, healthOf(status.flows), until),
    ...flows.map(({ name, options }) => tellWhatIsNotFound(options.inputs, telemetries.logOf(name))),
  ];
  try {
    await runFlows(flows, {
      clock,
      random,
      connect,
      connectFirehose: (address) => firehoseClient(address, env),
      hostName: hostname(),
      machineId: machineId(),
      logKey: fileKeyOf(stderr),
      stdin: process.stdin,
      env,
      stop,
      force,
      reloads,
      ...telemetries.context,
    });
  } finally {
    over.abort();
    server.close();
    await Promise.all(beside);
    await systemd.allTold();
  }
}
