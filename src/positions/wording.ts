import type { FileRole } from './files.ts';
import { type FileFinding, isByCrash } from './findings.ts';

/** Hears what a person should know: what was found, what it costs, what to do. */
export type Told = (message: string, details: object) => void;

const lookAtDisk = 'look for errors of the disk (dmesg, smartctl)';
const repeats = 'lines that were shipped may be sent again, which is recognised by their ids';

const found: Readonly<Record<FileFinding['kind'], (at: number) => string>> = {
  damaged: (at) => `is damaged from byte ${at} on`,
  torn: (at) => `ends in the middle of an entry, from byte ${at} on`,
  behind: (at) => `lacks entries that it should have, from byte ${at} on`,
  unreadable: () => 'cannot be read from its disk',
  missing: () => 'is missing',
};

/** One file of the store is not as it was written. */
export function tellFinding(
  told: Told,
  path: string,
  finding: FileFinding,
  keptAs: string | undefined,
): void {
  const { role, kind, at, bytes } = finding;
  const remedy = isByCrash(finding)
    ? 'a crash in the middle of writing leaves it so, and nothing is to be done'
    : lookAtDisk;
  const kept = keptAs === undefined ? '' : `; it is kept as ${keptAs}, to be looked at and deleted`;
  const message = `${path} ${found[kind](at)}: ${costOf(role)}; ${remedy}${kept}`;
  told(message, { path, found: kind, atByte: at, bytes, ...(keptAs !== undefined && { keptAs }) });
}

function costOf(role: FileRole): string {
  // Only commits are in the log alone.
  if (role === 'log') return `acknowledgements are forgotten with it, so that ${repeats}`;
  return 'it costs nothing where another file has the same entries, and the next message says so where none has';
}

export function tellLost(told: Told, folder: string): void {
  told(
    `entries of the position store in ${folder} are lost, no file has them any more: log files that only these named ` +
      'are read again from their beginning and under new ids, so that their lines may be in the index twice; inputs ' +
      'with startAt: end read new files from their beginning until the next orderly stop; ' +
      `${lookAtDisk}, and look for lines that are there twice by log.file.path`,
    { folder, found: 'lost' },
  );
}

export function tellAgentIdLost(told: Told, folder: string, agentId: string): void {
  told(
    `the agent's id in ${folder} is lost, and a new one was minted: lines that were sent and not acknowledged come ` +
      `again under new ids, so that they may be in the index twice; ${lookAtDisk}`,
    { folder, found: 'agentIdLost', agentId },
  );
}

/** Something else stands under the name of one of our files. */
export function tellMovedAside(told: Told, path: string, keptAs: string): void {
  told(
    `${path} is no file that can be used, from its first byte on, and was moved to ${keptAs}: it costs nothing where ` +
      'another file has the same entries, and the next message says so where none has; look at it, and delete it',
    { path, found: 'unusable', atByte: 0, keptAs },
  );
}

export function tellDatabaseDamaged(told: Told, path: string, keptAs: string, reason: string): void {
  told(
    `the positions of version 0.1 in ${path} are damaged (${reason}), and were moved to ${keptAs}: all files are read ` +
      `again from their beginning and under new ids, so that their lines may be in the index twice; ${lookAtDisk}`,
    { path, found: 'damaged', atByte: 0, keptAs },
  );
}

export function tellNotRepaired(told: Told, folder: string, reason: string): void {
  told(
    `the damaged files in ${folder} cannot be written anew: ${reason}; nothing is lost by that now, but further ` +
      'damage may cost more; make room on its disk',
    { folder, reason },
  );
}

export function tellNoSnapshot(told: Told, folder: string, reason: string): void {
  told(
    `no snapshot of the positions can be written in ${folder}: ${reason}; the log goes on and grows, which costs ` +
      'nothing but room; make room on its disk',
    { folder, reason },
  );
}

export function tellNotWritten(told: Told, path: string, reason: string): void {
  told(
    `cannot write ${path}: ${reason}; what is acknowledged waits in memory, new files wait to be read, and after a ` +
      `crash until then ${repeats}; make room on its disk`,
    { path, reason },
  );
}

export function tellWrittenAgain(told: Told, path: string, waited: number): void {
  told(`${path} is written again: all that waited is on the disk, nothing is to be done`, { path, waited });
}

export function tellTakenOver(told: Told, path: string, files: number): void {
  told(
    `the positions of version 0.1 in ${path} are taken over: nothing is sent again; the file is kept as ` +
      `${path}.migrated, and may be deleted`,
    { path, files },
  );
}
