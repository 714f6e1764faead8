import { GetShardIteratorCommand } from '@aws-sdk/client-kinesis';
import { toSinkError } from '../../aws/errors.ts';
import { type KinesisConnection, streamReference } from '../../aws/kinesis-client.ts';
import type { SinkError } from '../../flow/seams.ts';

/** How far a clock may be ahead, in steps few enough for the five calls a second and shard (GetShardIterator). */
const earlierMs = [0, 2_000, 30_000, 600_000, 86_400_000] as const;

/**
 * A time that is past for Kinesis too: `nowMs`, or some time before where our clock is ahead of its clock, which
 * refuses to begin at a time to come. Throws a SinkError.
 */
export async function pastTime(
  client: KinesisConnection,
  { stream, shardId, nowMs }: { readonly stream: string; readonly shardId: string; readonly nowMs: number },
  signal: AbortSignal,
): Promise<number> {
  let refused: SinkError | undefined;
  for (const timeMs of earlierMs.map((earlier) => nowMs - earlier)) {
    const place = { ShardIteratorType: 'AT_TIMESTAMP', Timestamp: new Date(timeMs) } as const;
    const command = new GetShardIteratorCommand({ ...streamReference(stream), ShardId: shardId, ...place });
    try {
      await client.send(command, { abortSignal: signal });
      return timeMs;
    } catch (error) {
      refused = toSinkError(error, `begin to read shard ${shardId}`, 'kinesis:GetShardIterator');
      if (refused.code !== 'invalid') throw refused;
    }
  }
  throw refused;
}
