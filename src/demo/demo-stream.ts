import { CreateStreamCommand } from '@aws-sdk/client-kinesis';
import { type KinesisAddress, kinesisClient } from '../aws/kinesis-client.ts';
import { checkStream } from '../aws/stream.ts';
import type { Clock } from '../flow/clock.ts';
import { SinkError } from '../flow/seams.ts';

/** How long a new stream may take to become active; Kinesis itself takes some ten seconds. */
const activeTimeoutMs = 60_000;
const lookDelayMs = 200;

/** Makes the stream where it is missing, and waits until it takes records. Returns whether it is new. */
export async function ensureStream(
  address: KinesisAddress,
  stream: string,
  shards: number,
  clock: Clock,
  signal: AbortSignal,
): Promise<boolean> {
  const client = kinesisClient(address);
  try {
    if (await isThere()) return false;
    await client.send(new CreateStreamCommand({ StreamName: stream, ShardCount: shards }), {
      abortSignal: signal,
    });
    const deadlineMs = clock.nowMs() + activeTimeoutMs;
    while (!signal.aborted && !(await isActive())) {
      if (clock.nowMs() > deadlineMs)
        throw new SinkError('unavailable', `stream "${stream}" does not become active`);
      await clock.sleep(lookDelayMs, signal);
    }
    return true;
  } finally {
    client.destroy();
  }

  async function isThere(): Promise<boolean> {
    try {
      await checkStream(client, stream, signal);
      return true;
    } catch (error) {
      if (error instanceof SinkError && error.code === 'missing') return false;
      if (error instanceof SinkError && error.code === 'unavailable') return true;
      throw error;
    }
  }

  async function isActive(): Promise<boolean> {
    try {
      await checkStream(client, stream, signal);
      return true;
    } catch (error) {
      if (error instanceof SinkError && (error.code === 'unavailable' || error.code === 'missing'))
        return false;
      throw error;
    }
  }
}
