import { existsSync, realpathSync } from 'node:fs';
import { resolve } from 'node:path';
import { type AgentSection, type Flow, flowsOf } from '../config/agent-options.ts';
import { DiskPositionStore } from '../positions/store.ts';
import type { KnownFile } from '../record/position.ts';
import { StoreError } from '../sqlite/database.ts';
import type { PositionsAnswer } from './agent-status.ts';
import { asOwnerOf } from './as-owner.ts';
import type { CommandContext } from './command.ts';
import { CommandError, exitCodes } from './exit-codes.ts';
import { urlOf } from './status-server.ts';

type Http = AgentSection['http'];

/** A flow of an agent, and what it knows of its files. */
export interface FlowPositions {
  readonly flow: Flow;
  readonly files: readonly KnownFile[];
}

const askTimeoutMs = 3_000;

/** The positions of each flow: of the agent that runs, which keeps others off its stores, or else of the stores. */
export async function knownPositions(
  agent: AgentSection,
  context: CommandContext,
): Promise<readonly FlowPositions[]> {
  const said = await askAgent(agent);
  if (said === undefined) return storedPositions(agent, context);
  return flowsOf(agent).map((flow) => ({ flow, files: said[flow.name] ?? [] }));
}

/** Those of the stores of an agent that does not run. A flow that never ran has none. */
export function storedPositions(agent: AgentSection, context: CommandContext): readonly FlowPositions[] {
  const flows = flowsOf(agent);
  if (!flows.some(({ options }) => existsSync(options.dataDir))) {
    const message = `there is no ${agent.dataDir}: this agent has never run here`;
    throw new CommandError(exitCodes.noInput, message);
  }
  return flows.map((flow) => {
    const isThere = existsSync(flow.options.dataDir);
    return { flow, files: isThere ? withStore(flow, agent.http, context, (store) => store.files()) : [] };
  });
}

/** Opens the store of a flow that does not run, and closes it. Throws a CommandError where that cannot be. */
export function withStore<Result>(
  { options: { dataDir } }: Flow,
  http: Http,
  { stderr }: CommandContext,
  use: (store: DiskPositionStore) => Result,
): Result {
  return asOwnerOf(dataDir, () => {
    const store = open(dataDir, http, (text) => void stderr.write(`${text}\n`));
    try {
      return use(store);
    } finally {
      store.close();
    }
  });
}

/** By the names of its flows. Undefined where no agent of this data folder answers. */
export async function askAgent({
  dataDir,
  http,
}: Pick<AgentSection, 'dataDir' | 'http'>): Promise<PositionsAnswer['flows'] | undefined> {
  if (http.port === 0) return undefined;
  try {
    const answer = await fetch(`${urlOf(http)}/positions`, { signal: AbortSignal.timeout(askTimeoutMs) });
    const said: unknown = await answer.json();
    return isPositionsAnswer(said) && isSameFolder(said.dataDir, dataDir) ? said.flows : undefined;
  } catch {
    return undefined; // Nobody is there, or somebody else.
  }
}

function open(dataDir: string, http: Http, told: (text: string) => void): DiskPositionStore {
  try {
    return new DiskPositionStore(dataDir, { told });
  } catch (cause) {
    if (!(cause instanceof StoreError)) throw cause;
    const asked = http.port === 0 ? 'agent.http.port is 0' : `asked ${urlOf(http)}, agent.http`;
    const message = `${cause.message}\n  no agent of this folder answers for it (${asked})`;
    throw new CommandError(exitCodes.unavailable, message, { cause });
  }
}

/** Ours where it has the shape: only an agent of kinship answers so. */
function isPositionsAnswer(said: unknown): said is PositionsAnswer {
  return (
    typeof said === 'object' &&
    said !== null &&
    'dataDir' in said &&
    'flows' in said &&
    typeof said.flows === 'object'
  );
}

function isSameFolder(left: unknown, right: string): boolean {
  return typeof left === 'string' && realPath(left) === realPath(right);
}

function realPath(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return resolve(path);
  }
}
