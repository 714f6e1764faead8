import { existsSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';

/** How far amazon-kinesis-agent shipped one path of a flow. */
export interface KinesisAgentCheckpoint {
  readonly path: string;
  /** Decimal, as in `stat`; undefined where its file id is of an unknown form. */
  readonly inode: string | undefined;
  readonly offset: number;
  readonly modifiedMs: number;
}

/**
 * The checkpoints of a flow, the newest first, by the SQLite file of amazon-kinesis-agent; none where there is no such
 * file. Reads only. Throws where the file is another one.
 */
export function readCheckpoints(file: string, flowId: string): KinesisAgentCheckpoint[] {
  if (!existsSync(file)) return [];
  const database = new DatabaseSync(file, { readOnly: true });
  try {
    const query = database.prepare(
      'SELECT path, fileId, lastModifiedTime, offset FROM FILE_CHECKPOINTS WHERE flow = ? ORDER BY lastUpdated DESC',
    );
    return query.all(flowId).map((row) => ({
      path: String(row['path']),
      // As Java prints a key of a file: (dev=fd01,ino=1234)
      inode: /\bino=(\d+)\b/.exec(String(row['fileId']))?.[1],
      offset: Number(row['offset']),
      modifiedMs: Number(row['lastModifiedTime']),
    }));
  } finally {
    database.close();
  }
}
