import { existsSync, realpathSync } from 'node:fs';
import { resolve } from 'node:path';
import type { AgentOptions } from '../config/agent-options.ts';
import { DiskPositionStore } from '../positions/store.ts';
import type { KnownFile } from '../record/position.ts';
import { StoreError } from '../sqlite/database.ts';
import type { PositionsAnswer } from './agent-status.ts';
import { asOwnerOf } from './as-owner.ts';
import type { CommandContext } from './command.ts';
import { CommandError, exitCodes } from './exit-codes.ts';
import { urlOf } from './status-server.ts';

type Agent = Pick<AgentOptions, 'dataDir' | 'http'>;

const askTimeoutMs = 3_000;

/** The positions of an agent: of the one that runs, which keeps others off its store, or else of its store. */
export async function knownPositions(agent: Agent, context: CommandContext): Promise<readonly KnownFile[]> {
  return (await askAgent(agent)) ?? withStore(agent, context, (store) => store.files());
}

/** Opens the store of an agent that does not run, and closes it. Throws a CommandError where that cannot be. */
export function withStore<Result>(
  { dataDir, http }: Agent,
  { stderr }: CommandContext,
  use: (store: DiskPositionStore) => Result,
): Result {
  if (!existsSync(dataDir)) {
    throw new CommandError(exitCodes.noInput, `there is no ${dataDir}: this agent has never run here`);
  }
  return asOwnerOf(dataDir, () => {
    const store = open(dataDir, http, (text) => void stderr.write(`${text}\n`));
    try {
      return use(store);
    } finally {
      store.close();
    }
  });
}

/** Undefined where no agent of this data folder answers. */
export async function askAgent({ dataDir, http }: Agent): Promise<readonly KnownFile[] | undefined> {
  if (http.port === 0) return undefined;
  try {
    const answer = await fetch(`${urlOf(http)}/positions`, { signal: AbortSignal.timeout(askTimeoutMs) });
    const said: unknown = await answer.json();
    return isPositionsAnswer(said) && isSameFolder(said.dataDir, dataDir) ? said.files : undefined;
  } catch {
    return undefined; // Nobody is there, or somebody else.
  }
}

function open(dataDir: string, http: Agent['http'], told: (text: string) => void): DiskPositionStore {
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
    'files' in said &&
    Array.isArray(said.files)
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
