import { randomBytes } from 'node:crypto';
import type { LoadedAgentJson } from './config/agent-json.ts';
import { type Flow, fileOptionsOf } from './config/agent-options.ts';
import { type KinesisAgentCheckpoint, readCheckpoints } from './positions/kinesis-agent.ts';
import { DiskPositionStore } from './positions/store.ts';
import type { KnownFile } from './record/position.ts';
import { reasonOf } from './record/reason.ts';
import { findFiles } from './sources/file/discover.ts';
import { inputKey } from './sources/file/first-look.ts';
import type { FoundFile } from './sources/file/found-file.ts';
import { describeAt } from './sources/file/new-life.ts';
import { openContent } from './sources/file/open-content.ts';
import { StoreError } from './sqlite/database.ts';
import type { Logger } from './telemetry/log.ts';

interface TakeoverContext {
  readonly log: Logger;
  readonly nowMs: () => number;
}

/**
 * Goes on where amazon-kinesis-agent stopped, in flows that have never run here: its file from its offset on, files that
 * were written after it from their beginning, and older ones not at all, as it would do itself. Once there are positions
 * of ours, they count.
 */
export async function takeOverCheckpoints(
  flows: readonly Flow[],
  { checkpointFile, flowIds }: Pick<LoadedAgentJson, 'checkpointFile' | 'flowIds'>,
  context: TakeoverContext,
): Promise<void> {
  for (const flow of flows) {
    const { log } = context;
    try {
      const checkpoints = readCheckpoints(checkpointFile, flowIds.get(flow.name) ?? '');
      if (checkpoints.length > 0) await takeOver(flow, checkpoints, context);
    } catch (error) {
      if (error instanceof StoreError) continue; // The flow says so itself, when it starts.
      const reason = reasonOf(error);
      const hint = 'files begin where startAt says; to begin elsewhere: kinship positions reset';
      log.error(
        { flow: flow.name, checkpointFile, reason, hint },
        'the checkpoints of amazon-kinesis-agent cannot be read',
      );
    }
  }
}

async function takeOver(
  { name, options }: Flow,
  checkpoints: readonly KinesisAgentCheckpoint[],
  { log, nowMs }: TakeoverContext,
): Promise<void> {
  const told = (message: string, details: object) => log.warn(details, message);
  const store = new DiskPositionStore(options.dataDir, { told, nowMs });
  try {
    if (store.files().length > 0 || store.inputs()?.length !== 0) return;
    const known: KnownFile[] = [];
    const inputs = fileOptionsOf(options.inputs);
    for (const [input, { paths, exclude }] of inputs.entries())
      for (const found of await findFiles(paths, exclude, () => {}))
        known.push(...(await takeFile(found, input, checkpoints)));
    store.add(known);
    for (const input of inputs) store.rememberInput(inputKey(input));
    const files = known.map(({ path, offset }) => ({ path, offset }));
    log.info({ flow: name, files }, 'positions of amazon-kinesis-agent taken over');
  } finally {
    store.close();
  }
}

/** What is to be known of a file; nothing of one that is to be read from its beginning. */
async function takeFile(
  found: FoundFile,
  input: number,
  checkpoints: readonly KinesisAgentCheckpoint[],
): Promise<KnownFile[]> {
  const offset = offsetOf(found, checkpoints);
  if (offset === 0) return [];
  const opened = await openContent(found);
  if (opened === undefined) return [];
  try {
    const generation = randomBytes(8).toString('hex');
    return [await describeAt({ generation, found: opened.found, input, content: opened.content }, offset)];
  } finally {
    await opened.content.close();
  }
}

function offsetOf(
  { inode, size, modifiedNs }: FoundFile,
  checkpoints: readonly KinesisAgentCheckpoint[],
): number {
  const own = checkpoints.find((checkpoint) => checkpoint.inode === inode);
  // A file that is shorter was cut, and holds something else.
  if (own !== undefined) return own.offset <= size ? own.offset : 0;
  const [newest] = checkpoints;
  const isOlder = Number(modifiedNs / 1_000_000n) < (newest?.modifiedMs ?? 0);
  return isOlder ? size : 0;
}
