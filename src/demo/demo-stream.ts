import { CreateStreamCommand, type KinesisClient } from '@aws-sdk/client-kinesis';
import type { AwsAddress } from '../aws/client-config.ts';
import { kinesisClient } from '../aws/kinesis-client.ts';
import { checkStream } from '../aws/stream.ts';
import type { Clock } from '../flow/clock.ts';
import { SinkError } from '../flow/seams.ts';

/** How long a new stream may take to become active; Kinesis itself takes some ten seconds. */
const activeTimeoutMs = 60_000;
const lookDelayMs = 200;

/** Makes the stream where it is missing, and waits until it takes records. Returns whether it is new. */
export async function ensureStream(
  address: AwsAddress,
  stream: string,
  shards: number,
  clock: Clock,
  signal: AbortSignal,
): Promise<boolean> {
  const client = kinesisClient(address);
  try {
    const isNew = (await stateOf(client, stream, signal)) === 'missing';
    if (isNew) {
      const command = new CreateStreamCommand({ StreamName: stream, ShardCount: shards });
      await client.send(command, { abortSignal: signal });
    }
    const deadlineMs = clock.nowMs() + activeTimeoutMs;
    while (!signal.aborted && (await stateOf(client, stream, signal)) !== 'active') {
      if (clock.nowMs() > deadlineMs)
        throw new SinkError('unavailable', `stream "${stream}" does not become active`);
      await clock.sleep(lookDelayMs, signal);
    }
    return isNew;
  } finally {
    client.destroy();
  }
}

async function stateOf(
  client: KinesisClient,
  stream: string,
  signal: AbortSignal,
): Promise<'active' | 'missing' | 'changing'> {
  try {
    await checkStream(client, stream, signal);
    return 'active';
  } catch (error) {
    if (error instanceof SinkError && error.code === 'missing') return 'missing';
    if (error instanceof SinkError && error.code === 'unavailable') return 'changing';
    throw error;
  }
}
