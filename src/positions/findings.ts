import { parseEntry } from './entry.ts';
import { type FileRole, fileRoles, type StoredFiles } from './files.ts';
import type { Flaw, ScannedLines } from './line.ts';

/**
 * What is wrong with one file. Torn: it ends in the middle of a line, as it does where its writer died. Behind: it
 * ends before the lines that it should have, as the log does where its writer died after the copy was written.
 */
export interface FileFinding {
  readonly role: FileRole;
  readonly kind: Flaw['kind'] | 'behind' | 'unreadable' | 'missing';
  /** The first byte that is wrong. */
  readonly at: number;
  /** How many are. */
  readonly bytes: number;
}

/** What the log and its copy should have, and what they have. */
export interface LoggedNumbers {
  readonly inLog: ReadonlySet<number>;
  readonly inCopy: ReadonlySet<number>;
  /** Whether there must be a log and a copy. */
  readonly mustHaveLogs: boolean;
}

export function findFlaws(
  files: StoredFiles,
  scans: Record<FileRole, ScannedLines>,
  numbers: LoggedNumbers,
): FileFinding[] {
  return fileRoles.flatMap((role): FileFinding[] => {
    if (files[role] === 'unreadable') return [{ role, kind: 'unreadable', at: 0, bytes: 0 }];
    const { flaws, end } = scans[role];
    if (flaws.length > 0) return flaws.map((flaw) => ({ role, ...flaw }));
    if (endsEarly(role, files, scans[role], numbers)) return [{ role, kind: 'behind', at: end, bytes: 0 }];
    return isMissed(role, files, numbers) ? [{ role, kind: 'missing', at: 0, bytes: 0 }] : [];
  });
}

export function isWrong(findings: readonly FileFinding[], ...roles: readonly FileRole[]): boolean {
  return findings.some(({ role }) => roles.includes(role));
}

/** As a crash in the middle of writing leaves the log and its copy, which is written first. */
export function isByCrash({ role, kind }: FileFinding): boolean {
  return (kind === 'torn' && (role === 'log' || role === 'copy')) || (kind === 'behind' && role === 'log');
}

/** Both have the same entries: what one lacks may have been in the damaged part of the other. */
export function areLogsWrong(findings: readonly FileFinding[]): boolean {
  if (!isWrong(findings, 'log') || !isWrong(findings, 'copy')) return false;
  const ofLogs = findings.filter(({ role }) => role === 'log' || role === 'copy');
  const isOneCrash = ofLogs.every((finding) => finding.kind === (finding.role === 'log' ? 'behind' : 'torn'));
  return !isOneCrash;
}

/** Whether lines are missing at its end, and nothing is left of them. */
function endsEarly(
  role: FileRole,
  files: StoredFiles,
  { lines }: ScannedLines,
  { inLog, inCopy }: LoggedNumbers,
): boolean {
  switch (role) {
    case 'snapshot':
    case 'snapshotOld': {
      const header = parseEntry(lines[0]?.json ?? '');
      const isComplete = header?.kind === 'snapshot' && header.entries === lines.length - 1;
      return files[role] !== undefined && !isComplete;
    }
    case 'log':
      return (lines.length > 0 || isFirstLog(files)) && ![...inCopy].every((number) => inLog.has(number));
    case 'copy':
      return lines.length > 0 && ![...inLog].every((number) => inCopy.has(number));
    case 'logOld':
      return false; // Whether it is needed, and lacks something, the numbers tell.
  }
}

function isMissed(role: FileRole, files: StoredFiles, { mustHaveLogs }: LoggedNumbers): boolean {
  if (!mustHaveLogs || (files[role]?.length ?? 0) > 0) return false;
  return role === 'copy' || (role === 'log' && !isFirstLog(files));
}

/** The first of all is made after its copy, and a crash may come in between. */
function isFirstLog({ snapshot, snapshotOld, logOld }: StoredFiles): boolean {
  return snapshot === undefined && snapshotOld === undefined && logOld === undefined;
}
