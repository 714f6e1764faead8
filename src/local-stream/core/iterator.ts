import { invalidArgument, KinesisError } from './errors.ts';
import { lifetimes } from './limits.ts';

/** What a shard iterator stands for: a place in a shard, and when it was given out. */
export interface ShardIterator {
  readonly streamId: string;
  readonly shardId: string;
  /** The number of the next record. */
  readonly number: number;
  readonly issuedMs: number;
}

const version = 'i1';

export function formatIterator({ streamId, shardId, number, issuedMs }: ShardIterator): string {
  return Buffer.from([version, streamId, shardId, number, issuedMs].join(' ')).toString('base64');
}

/** Throws InvalidArgumentException for what is no iterator, ExpiredIteratorException after five minutes. */
export function parseIterator(text: string, nowMs: number): ShardIterator {
  const [kind, streamId = '', shardId = '', number, issued] = Buffer.from(text, 'base64')
    .toString()
    .split(' ');
  const iterator = { streamId, shardId, number: Number(number), issuedMs: Number(issued) };
  if (kind !== version || formatIterator(iterator) !== text) throw invalidArgument('Invalid ShardIterator.');
  if (nowMs - iterator.issuedMs > lifetimes.iteratorMs) {
    const ages = `${new Date(iterator.issuedMs).toISOString()}, now ${new Date(nowMs).toISOString()}`;
    throw new KinesisError(
      'ExpiredIteratorException',
      `Iterator expired. It was given out at ${ages}; it lives ${lifetimes.iteratorMs} milliseconds.`,
    );
  }
  return iterator;
}
