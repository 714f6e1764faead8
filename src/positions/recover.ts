import { type Entry, parseEntry } from './entry.ts';
import { type FileRole, fileRoles, type StoredFiles } from './files.ts';
import { areLogsWrong, type FileFinding, findFlaws, isWrong } from './findings.ts';
import { type Line, type ScannedLines, scanLines } from './line.ts';
import { PositionState } from './state.ts';

export interface Recovered {
  readonly state: PositionState;
  /** Of the last numbered entry. */
  readonly number: number;
  readonly findings: readonly FileFinding[];
  /** Whether an entry may be in none of the files any more; commits do not count. */
  readonly hasLost: boolean;
  /** Behind the last whole line of the log, and of its copy. */
  readonly ends: { readonly log: number; readonly copy: number };
}

interface NumberedEntry {
  readonly number: number;
  readonly entry: Entry;
}

/** One that is damaged has the entries that are left; one that is not there has none, and the number 0. */
interface Snapshot {
  readonly number: number;
  readonly isWhole: boolean;
  readonly entries: readonly NumberedEntry[];
}

const noSnapshot: Snapshot = { number: 0, isWhole: false, entries: [] };

/**
 * Puts together what the files say. Begins with the newest whole snapshot, and takes from there on all entries of the
 * logs, of the copy and of a damaged snapshot, in the order of their numbers: what one file lacks another one has.
 * `isBetweenSnapshots`: the last run ended while it changed from one snapshot to the next.
 */
export function recover(files: StoredFiles, isBetweenSnapshots: boolean): Recovered {
  const scans = scanAll(files);
  const newest = asSnapshot(scans.snapshot);
  const snapshots = newest.isWhole ? [newest] : [asSnapshot(scans.snapshotOld), newest];
  const base = snapshots.findLast(({ isWhole }) => isWhole) ?? noSnapshot;
  const damaged = snapshots.filter(({ number, isWhole }) => !isWhole && number > base.number);
  const logOld = entriesFrom(base.number, scans.logOld.lines);
  const log = entriesFrom(base.number, scans.log.lines);
  const copy = entriesFrom(base.number, scans.copy.lines);

  const state = new PositionState();
  for (const { entry } of [...base.entries, ...inOrder(damaged, [...logOld, ...log], copy)])
    state.apply(entry);

  const number = Math.max(...fileRoles.map((role) => lastNumber(scans[role])));
  const [inLog, inCopy] = [numbersAfter(base, log), numbersAfter(base, copy)];
  const inOthers = [...numbersAfter(base, logOld), ...damaged.map((snapshot) => snapshot.number)];
  const had = new Set([...inLog, ...inCopy, ...inOthers]);
  const mustHaveLogs = (number > 0 || isWrittenTo(files.log)) && !isBetweenSnapshots;
  const findings = findFlaws(files, scans, { inLog, inCopy, mustHaveLogs });
  const hasLost =
    had.size < number - base.number || isNumberUnknown(scans, findings) || areLogsWrong(findings);
  return { state, number, findings, hasLost, ends: { log: scans.log.end, copy: scans.copy.end } };
}

function scanAll(files: StoredFiles): Record<FileRole, ScannedLines> {
  const scanOf = (role: FileRole) => {
    const bytes = files[role];
    return scanLines(Buffer.isBuffer(bytes) ? bytes : Buffer.alloc(0));
  };
  const scans = fileRoles.map((role) => [role, scanOf(role)] as const);
  return Object.fromEntries(scans) as Record<FileRole, ScannedLines>; // One for each role.
}

function asSnapshot({ lines, flaws }: ScannedLines): Snapshot {
  const [first] = lines;
  if (first === undefined) return noSnapshot;
  const header = parseEntry(first.json);
  const entries = entriesFrom(0, header?.kind === 'snapshot' ? lines.slice(1) : lines);
  const isWhole = header?.kind === 'snapshot' && header.entries === entries.length && flaws.length === 0;
  return { number: first.number, isWhole, entries };
}

/** Entries of this number and above; lines that are no entries are left out, and missed by their number. */
function entriesFrom(number: number, lines: readonly Line[]): NumberedEntry[] {
  const entries: NumberedEntry[] = [];
  for (const line of lines) {
    const entry = line.number < number ? undefined : parseEntry(line.json);
    if (entry !== undefined) entries.push({ number: line.number, entry });
  }
  return entries;
}

function inOrder(
  damaged: readonly Snapshot[],
  logs: readonly NumberedEntry[],
  copy: readonly NumberedEntry[],
): NumberedEntry[] {
  const changes = [...copy, ...logs].filter(({ entry }) => entry.kind !== 'begin' && entry.kind !== 'commit');
  // Where the copy and the log differ, the log was written last.
  const numbered = new Map(changes.map((change) => [change.number, change]));
  const commits = logs.filter(isCommit);
  return [...damaged.flatMap(({ entries }) => entries), ...numbered.values(), ...commits].sort(
    (left, right) => left.number - right.number || Number(isCommit(left)) - Number(isCommit(right)),
  );
}

function isCommit({ entry }: NumberedEntry): boolean {
  return entry.kind === 'commit';
}

function isWrittenTo(file: StoredFiles[FileRole]): boolean {
  return file !== undefined && file.length > 0;
}

function lastNumber({ lines }: ScannedLines): number {
  return lines.reduce((last, { number }) => Math.max(last, number), 0);
}

function numbersAfter(base: Snapshot, entries: readonly NumberedEntry[]): Set<number> {
  const numbered = entries.filter((entry) => !isCommit(entry) && entry.number > base.number);
  return new Set(numbered.map(({ number }) => number));
}

/** Whether nothing tells up to which number there were entries: the snapshot does, and the logs that follow it. */
function isNumberUnknown(scans: Record<FileRole, ScannedLines>, findings: readonly FileFinding[]): boolean {
  const isTold = [scans.log, scans.copy, scans.snapshot].some(({ lines }) => lines.length > 0);
  return !isTold && isWrong(findings, 'snapshot', 'snapshotOld');
}
