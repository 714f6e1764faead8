import { mkdir, realpath } from 'node:fs/promises';
import { join } from 'node:path';
import { lockFile } from '../../sqlite/lock-file.ts';
import { EngineError } from '../engine.ts';
import { endProcess } from './end-process.ts';
import { forgetPid, readPid } from './pid-file.ts';
import { runsFor } from './process-table.ts';

/** The right to run an engine on a folder, held until it is released or this process ends. */
export interface FolderClaim {
  /** The folder's real path: children carry it in their arguments, by which a left-over is known again. */
  readonly folder: string;
  release(): void;
}

const leftOverLimitMs = 15_000;

/**
 * Claims the folder, and ends the engine that a killed run left on it.
 * Throws EngineError `busy` while another process, or this one, holds it.
 */
export async function claimFolder(
  name: string,
  wanted: string,
  progress: (line: string) => void,
): Promise<FolderClaim> {
  await mkdir(wanted, { recursive: true });
  const folder = await realpath(wanted);
  const lock = lockFile(join(folder, 'engine.lock'));
  if (lock === undefined) throw busy(name, folder);
  try {
    await reapLeftOver(name, folder, progress);
  } catch (error) {
    lock.close();
    throw error;
  }
  return { folder, release: () => lock.close() };
}

function busy(name: string, folder: string): EngineError {
  const pid = readPid(folder);
  const who = pid === undefined ? '' : ` (its process: ${pid})`;
  const text = `Another run of kinship has ${name} running on ${folder}${who}. Stop that one first, or choose another data folder.`;
  return new EngineError('busy', text);
}

async function reapLeftOver(name: string, folder: string, progress: (line: string) => void): Promise<void> {
  const pid = readPid(folder);
  if (pid !== undefined && (await runsFor(pid, folder))) {
    progress(`ending ${name} (process ${pid}), left over from a run that was killed`);
    await endProcess({ name, pid, folder, limitMs: leftOverLimitMs });
  }
  forgetPid(folder);
}
