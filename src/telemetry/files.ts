import { reasonOf } from '../record/reason.ts';
import type { AgentCount } from './agent-count.ts';
import { AgentProgress, type FilesLook } from './agent-progress.ts';
import { Counters } from './counters.ts';
import { InputTelemetry } from './inputs.ts';
import type { Logger } from './log.ts';
import { NewFilesLog } from './new-files.ts';

/** What happens to the files of an agent, and to the reading of them. */
export class FileTelemetry {
  readonly counts = new Counters<AgentCount>();
  readonly progress: AgentProgress;
  readonly newFiles: NewFilesLog;
  readonly inputs: InputTelemetry;
  protected readonly log: Logger;
  protected readonly nowMs: () => number;

  constructor(log: Logger, nowMs: () => number) {
    this.log = log;
    this.nowMs = nowMs;
    this.newFiles = new NewFilesLog(log, nowMs);
    this.inputs = new InputTelemetry(log, (generation) => this.progress.fileEnded(generation));
    this.progress = new AgentProgress(nowMs(), this.inputs.troubles);
  }

  /** How far the source has come in its files; it tells so at each look around. */
  filesLook(look: FilesLook): void {
    this.progress.look(look, this.nowMs());
  }

  fileOpened(path: string, offset: number): void {
    this.counts.add('filesOpened');
    this.newFiles.opened(path, offset);
  }

  fileUnreadable(path: string, error: unknown): void {
    this.counts.add('filesUnreadable');
    const reason = reasonOf(error);
    const hint = hintTo(reason);
    this.log.error({ path, reason, hint }, 'cannot read file; the others go on');
  }

  fileSkipped(path: string, reason: string): void {
    this.log.info({ path, reason }, 'file left out');
  }

  fileRefused(path: string, reason: string): void {
    const hint = 'name the logs more narrowly in paths, or name it in exclude';
    this.log.warn({ path, reason, hint }, 'file left out: it is no log');
  }

  fileDamaged(
    path: string,
    damage: { at: number; isCut: boolean; textBytes: number; lostBytes: number },
  ): void {
    this.counts.add('filesDamaged');
    const { isCut, ...details } = damage;
    const hint = 'where there is another copy of it, put that beside it, or in its place';
    this.log.error(
      { path, ...details, hint },
      isCut
        ? 'a compressed file is cut off: the text that is in it is shipped, what is missing is lost'
        : 'a compressed file is damaged: the text before the damage is shipped, what stands behind it is lost',
    );
  }

  ownFilesSkipped(place: string): void {
    this.log.warn(
      { place, hint: 'name the logs more narrowly in paths, or keep dataDir away from them' },
      'the inputs match files that kinship itself writes: left out',
    );
  }

  fileTruncated(path: string, offset: number): void {
    this.counts.add('filesTruncated');
    this.log.warn(
      { path, offset },
      'file was cut, or written anew: read from its beginning; a copy of what it held is read on where one is found',
    );
  }

  fileRotated(path: string): void {
    this.counts.add('filesRotated');
    this.log.info({ path }, 'file rotated away: read on to its end');
  }

  fileCopied(path: string, original: string): void {
    this.counts.add('filesCopied');
    this.log.info({ path, original }, 'file is a copy of one that is read already: not shipped again');
  }

  fileMissed(path: string, offset: number, unreadBytes: number): void {
    this.counts.add('filesMissed');
    this.log.error(
      {
        path,
        offset,
        unreadBytes,
        hint: 'put it, or a copy of it, back into its folder within ten minutes, under a name that begins as this one does',
      },
      'file is gone before all of it was read, and not found in its folder under another name',
    );
  }

  fileGone(path: string, offset: number, vanishedBytes = 0): void {
    this.counts.add('filesGone');
    this.counts.add('bytesVanished', vanishedBytes);
    this.log.warn(
      { path, offset, vanishedBytes },
      'file is gone and no copy of it was found: what it held beyond the offset was not read',
    );
  }

  fileDeleted(path: string): void {
    this.counts.add('filesDeleted');
    this.log.info({ path }, 'file deleted: all of it is acknowledged');
  }

  fileUndeletable(path: string, error: unknown): void {
    this.counts.add('filesUndeletable');
    const reason = reasonOf(error);
    const hint =
      'let the user that runs the agent write to its folder; under systemd, name the folder in ReadWritePaths=';
    this.log.error(
      { path, reason, hint },
      'cannot delete a file that is shipped: it stays, and is not sent again',
    );
  }

  /** The last that can be done for these bytes is to say it. */
  fileAbandoned(path: string, unacknowledgedBytes: number): void {
    this.counts.add('bytesVanished', unacknowledgedBytes);
    this.log.error(
      { path, unacknowledgedBytes },
      'stopped while a deleted file holds what was not acknowledged: nobody can read it any more',
    );
  }

  filesOpenRaised(open: number, filesOpenMax: number): void {
    this.log.error(
      { open, filesOpenMax },
      'more rotated files wait to be acknowledged than filesOpenMax allows: kept open beyond it, for else they may be lost; see why the stream takes so little, or raise it',
    );
  }

  readingPaused(error: unknown): void {
    const reason = reasonOf(error);
    this.progress.isPaused = true;
    this.log.error({ reason }, 'reading waits until the positions can be written');
  }

  readingResumed(): void {
    this.progress.isPaused = false;
    this.log.info('the positions can be written again: reading goes on');
  }

  folderNotWatched(path: string, reason: string): void {
    this.log.warn(
      { path, reason, hint: 'raise fs.inotify.max_user_watches, or name fewer folders in paths' },
      'cannot watch folders for new files: looked at every second instead',
    );
  }
}

function hintTo(reason: string): string | undefined {
  if (/EACCES|EPERM/.test(reason))
    return 'give the user that runs the agent the right to read it, such as membership of the group adm';
  if (/^no answer/.test(reason))
    return 'see whether its file server, or the program that its file system is of, is there; it is read on when that answers';
  return undefined;
}
