import { access, constants, open } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import type { AwsAddress } from '../aws/client-config.ts';
import { isAccessDenied } from '../aws/errors.ts';
import { checkDeliveryStream, firehoseClient } from '../aws/firehose-client.ts';
import { kinesisClient } from '../aws/kinesis-client.ts';
import { checkStream, listOpenShards } from '../aws/stream.ts';
import {
  type AgentSection,
  type Flow,
  fileOptionsOf,
  flowsOf,
  hasNamedFlows,
  receiverOptionsOf,
} from '../config/agent-options.ts';
import type { ConsumerOptions } from '../config/consumer-options.ts';
import { SinkError } from '../flow/seams.ts';
import { isClaimed } from '../positions/claim.ts';
import { reasonOf } from '../record/reason.ts';
import type { FirehoseOutputOptions } from '../sinks/firehose/options.ts';
import { findFiles } from '../sources/file/discover.ts';
import { fileKey } from '../sources/file/found-file.ts';
import { takeOutOwn } from '../sources/file/own-files.ts';
import type { CommandContext } from './command.ts';
import type { Finding } from './finding.ts';
import { accessAdvice, adviceOn } from './pattern-advice.ts';
import { checkReceiver } from './receiver-findings.ts';

/** An unreachable endpoint must not hold up the other answers for longer than a person waits. */
const checkTimeoutMs = 10_000;

/** Everything about an agent that can be known before starting it. */
export async function checkAgent(agent: AgentSection, env: CommandContext['env']): Promise<Finding[]> {
  const findings = [inUse(await checkFolder('agent.dataDir', agent.dataDir), agent)];
  for (const flow of flowsOf(agent)) findings.push(...(await checkFlow(agent, flow, env)));
  return findings;
}

/** How a person is told of an option of a flow. */
export function optionOf(agent: AgentSection, { name }: Flow, option: 'inputs' | 'output'): string {
  return hasNamedFlows(agent) ? `flow "${name}" ${option}` : `agent.${option}`;
}

async function checkFlow(agent: AgentSection, flow: Flow, env: CommandContext['env']): Promise<Finding[]> {
  const { inputs, output } = flow.options;
  const { dataDir } = agent;
  const option = optionOf(agent, flow, 'inputs');
  const findings: Finding[] = [];
  for (const { paths, exclude } of fileOptionsOf(inputs))
    for (const pattern of paths)
      findings.push(...(await checkFiles({ subject: `${option} ${pattern}`, pattern, exclude, dataDir })));
  const isRoot = process.getuid?.() === 0;
  for (const input of receiverOptionsOf(inputs))
    findings.push(...(await checkReceiver(option, input, isRoot)));
  return [...findings, await checkTarget(optionOf(agent, flow, 'output'), output, env)];
}

/** Whether the stream of a flow is there and may be used. */
export function checkTarget(
  option: string,
  output: Flow['options']['output'],
  env: CommandContext['env'],
): Promise<Finding> {
  return output.type === 'kinesis' ? checkKinesis(option, output, env) : checkFirehose(option, output, env);
}

async function checkFirehose(
  option: string,
  output: FirehoseOutputOptions,
  env: CommandContext['env'],
): Promise<Finding> {
  const { deliveryStream } = output;
  const client = firehoseClient(output, env);
  return finding(`${option} delivery stream "${deliveryStream}"`, async (signal) => {
    try {
      await checkDeliveryStream(client, deliveryStream, signal);
      return 'takes records';
    } finally {
      client.destroy();
    }
  });
}

/** Everything about a consumer that can be known before starting it. */
export async function checkConsumer(
  consumer: ConsumerOptions,
  env: CommandContext['env'],
): Promise<Finding[]> {
  return [
    await checkFolder('consumer.dataDir', consumer.dataDir),
    await checkKinesis('consumer.source', consumer.source, env),
    await checkOutput(consumer.output),
  ];
}

interface FilesCheck {
  readonly subject: string;
  readonly pattern: string;
  readonly exclude: readonly string[];
  readonly dataDir: string;
}

async function checkFiles({ subject, pattern, exclude, dataDir }: FilesCheck): Promise<Finding[]> {
  const problems: Finding[] = [];
  const found = await findFiles([pattern], exclude, (path, error) => problems.push(unreadable(path, error)));
  const files = new Map(found.map((file) => [fileKey(file), file]));
  const own = takeOutOwn(files, { folders: () => [dataDir] });
  const left = own.length === 0 ? '' : `, without kinship’s own in ${dataDir}`;
  let readable = 0;
  for (const { path } of files.values()) {
    const error = await tryOpen(path);
    if (error === undefined) readable += 1;
    else problems.push(unreadable(path, error));
  }
  if (files.size === 0 && problems.length === 0) {
    const advice = adviceOn(pattern);
    if (advice !== undefined) return [{ subject, verdict: 'warning', ...advice }];
    const hint = 'they are shipped as soon as they appear; if they should be there now, check the pattern';
    return [{ subject, verdict: 'warning', detail: `no file matches${left}`, hint }];
  }
  const detail = `${readable} readable ${readable === 1 ? 'file' : 'files'}${left}`;
  return readable === 0 ? problems : [{ subject, verdict: 'ok', detail }, ...problems];
}

async function tryOpen(path: string): Promise<unknown> {
  try {
    const handle = await open(path, 'r');
    await handle.close();
    return undefined;
  } catch (error) {
    return error;
  }
}

function unreadable(path: string, error: unknown): Finding {
  const reason = reasonOf(error);
  const hint = /EACCES|EPERM/.test(reason) ? { hint: accessAdvice(path) } : {};
  return { subject: `file ${path}`, verdict: 'problem', detail: `cannot be read: ${reason}`, ...hint };
}

/** Makes nothing: a folder that a check run as root left behind would be closed to the daemon's own user. */
async function checkFolder(option: string, folder: string): Promise<Finding> {
  const subject = `${option} ${folder}`;
  const existing = await nearestFolder(resolve(folder));
  try {
    await access(existing, constants.R_OK | constants.W_OK | constants.X_OK);
    const detail =
      existing === resolve(folder) ? 'writable' : 'is not there yet; it will be made at the start';
    return { subject, verdict: 'ok', detail };
  } catch (error) {
    const reason = reasonOf(error);
    const hint = `make it: sudo install -d -o USER ${folder} (USER runs the daemon); or set ${option} to a folder elsewhere`;
    return { subject, verdict: 'problem', detail: `cannot be written: ${reason}`, hint };
  }
}

/** To check the configuration of an agent that runs is as good a thing as to check it before. */
function inUse(finding: Finding, agent: AgentSection): Finding {
  if (!flowsOf(agent).some(({ options }) => isClaimed(options.dataDir))) return finding;
  const { detail } = finding;
  const hint =
    'that one takes the new configuration on SIGHUP (systemctl reload kinship-agent); a second agent needs a dataDir of its own';
  return { hint, ...finding, detail: `${detail}; an agent runs on it now` };
}

async function nearestFolder(folder: string): Promise<string> {
  const isThere = await access(folder).then(
    () => true,
    () => false,
  );
  return isThere || dirname(folder) === folder ? folder : nearestFolder(dirname(folder));
}

/** Whether the stream is there and may be used. */
async function checkKinesis(
  option: string,
  address: AwsAddress & { readonly stream: string; readonly format?: string },
  env: CommandContext['env'],
): Promise<Finding> {
  const subject = `${option} stream "${address.stream}"`;
  const client = kinesisClient(address, env);
  return finding(subject, async (signal) => {
    try {
      await checkStream(client, address.stream, signal);
      const shards = await listOpenShards(client, address.stream, signal);
      return `active, ${shards.length} open ${shards.length === 1 ? 'shard' : 'shards'}`;
    } catch (error) {
      if (address.format !== 'compat' || !isAccessDenied(error)) throw error;
      return 'may not be looked at by these credentials; records go by their partition keys';
    } finally {
      client.destroy();
    }
  });
}

async function checkOutput(output: ConsumerOptions['output']): Promise<Finding> {
  const events = { documentsStored: () => {}, templateInstalled: () => {} };
  // Here, because an agent asks for findings too, and needs none of the outputs' clients in its memory.
  const { createDocumentSink } = await import('../sinks/index.ts');
  const { sink } = createDocumentSink(output, events, process.stdout);
  const subject = `consumer.output ${output.type === 'opensearch' ? output.nodes.join(', ') : output.type}`;
  return finding(subject, async (signal) => {
    try {
      await sink.check(signal);
      return 'answers';
    } finally {
      await sink.close();
    }
  });
}

async function finding(subject: string, look: (signal: AbortSignal) => Promise<string>): Promise<Finding> {
  try {
    return { subject, verdict: 'ok', detail: await look(AbortSignal.timeout(checkTimeoutMs)) };
  } catch (error) {
    if (!(error instanceof SinkError)) throw error;
    return {
      subject,
      verdict: 'problem',
      detail: error.message,
      ...(error.hint !== undefined && { hint: error.hint }),
    };
  }
}
