import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { reasonOf } from '../record/reason.ts';
import { isNoFile, keepAside, moveAside } from './aside.ts';
import type { Disk } from './disk.ts';
import type { Entry } from './entry.ts';
import { type FileRole, fileNames, fileRoles, nextNames, readFiles } from './files.ts';
import { type FileFinding, isByCrash } from './findings.ts';
import { PositionFiles } from './position-files.ts';
import { type Recovered, recover } from './recover.ts';
import type { PositionState } from './state.ts';
import { databaseName, readDatabase, retireDatabase } from './takeover.ts';
import {
  type Told,
  tellDatabaseDamaged,
  tellFinding,
  tellLost,
  tellMovedAside,
  tellNotRepaired,
  tellTakenOver,
} from './wording.ts';

export interface OpenOptions {
  readonly folder: string;
  readonly told: Told;
  readonly nowMs: () => number;
  readonly disk: Disk;
  readonly logBytesMax: number;
}

export interface OpenedPositions {
  readonly state: PositionState;
  readonly files: PositionFiles;
  /** Whether entries are in no file any more. */
  readonly hasLost: boolean;
}

/**
 * Opens what earlier runs left, whatever state it is in; the caller keeps others off the folder. Throws only where the
 * folder may not be read or written, or where version 0.1 runs on it.
 */
export function openPositions(options: OpenOptions): OpenedPositions {
  const { folder, disk, logBytesMax } = options;
  const names = [...Object.values(fileNames), ...Object.values(nextNames), databaseName];
  for (const path of names.map((name) => join(folder, name))) if (isNoFile(path)) setAside(options, path);
  const isBetweenSnapshots = Object.values(nextNames).some((name) => existsSync(join(folder, name)));
  const recovered = recover(readFiles(folder), isBetweenSnapshots);
  for (const name of Object.values(nextNames)) rmSync(join(folder, name), { force: true });
  const { state, number, ends, findings, hasLost } = recovered;
  // Nobody knows which inputs the lost entries named.
  if (hasLost) state.apply({ kind: 'inputs', keys: null });
  const files = new PositionFiles({ folder, disk, logBytesMax, number, ends });
  takeOver(options, state, files);
  if (hasLost || findings.length > 0) repair(options, recovered, files);
  return { state, files, hasLost };
}

export function setAside({ told, nowMs }: Pick<OpenOptions, 'told' | 'nowMs'>, path: string): void {
  tellMovedAside(told, path, moveAside(path, nowMs()));
}

/** Writes everything twice, so that the snapshot before the newest and the log between them are good again too. */
function repair(options: OpenOptions, { state, findings, hasLost }: Recovered, files: PositionFiles): void {
  const { folder, told, nowMs } = options;
  const pathOf = (role: FileRole) => join(folder, fileNames[role]);
  const keptAs = new Map<FileRole, string>();
  try {
    files.replace(state.entries(), () => {
      for (const role of hasLost ? fileRoles : rolesToKeep(findings)) {
        const path = keepAside(pathOf(role), nowMs());
        if (path !== undefined) keptAs.set(role, path);
      }
    });
    files.replace(state.entries());
  } catch (error) {
    tellNotRepaired(told, folder, reasonOf(error));
  }
  for (const finding of findings) {
    tellFinding(told, pathOf(finding.role), finding, keptAs.get(finding.role));
  }
  if (hasLost) tellLost(told, folder, [...keptAs.values()]);
}

/** What a crash leaves is no riddle to anyone. */
function rolesToKeep(findings: readonly FileFinding[]): Set<FileRole> {
  return new Set(findings.filter((finding) => !isByCrash(finding)).map(({ role }) => role));
}

/** Once, from the database of version 0.1. Where it was done and the name stayed, what is known now counts. */
function takeOver({ folder, told, nowMs }: OpenOptions, state: PositionState, files: PositionFiles): void {
  const path = join(folder, databaseName);
  const found = readDatabase(path);
  if (found === undefined) return;
  const news = found.entries.filter((entry) => isNews(entry, state));
  for (const entry of news) state.apply(entry);
  files.replace(state.entries());
  if (found.damage === undefined) {
    retireDatabase(path);
    tellTakenOver(told, path, news.filter(({ kind }) => kind === 'add').length);
  } else tellDatabaseDamaged(told, path, moveAside(path, nowMs()), reasonOf(found.damage));
}

function isNews(entry: Entry, { agent, inputs, files }: PositionState): boolean {
  if (entry.kind === 'agent') return agent === undefined;
  if (entry.kind === 'inputs') return inputs?.length === 0;
  return entry.kind === 'add' && !files.has(entry.file.generation);
}
