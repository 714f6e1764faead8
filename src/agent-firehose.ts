import type { AgentContext } from './agent-context.ts';
import type { AgentRoad, PlacedRecord } from './agent-road.ts';
import { firehoseClient } from './aws/firehose-client.ts';
import type { DeliveryLimits } from './flow/deliver.ts';
import { putRecordBatchLimits } from './sinks/firehose/limits.ts';
import type { FirehoseOutputOptions } from './sinks/firehose/options.ts';
import { FirehoseSink } from './sinks/firehose/sink.ts';
import type { Packed } from './wire/packer.ts';

/** Lines → PutRecordBatch. Firehose has no shards: its metrics have the stream's name for one. */
export class FirehoseRoad implements AgentRoad {
  readonly target: string;
  readonly sink: FirehoseSink;
  readonly limits: DeliveryLimits;

  constructor(output: FirehoseOutputOptions, { telemetry, connectFirehose = firehoseClient }: AgentContext) {
    const { deliveryStream, callsMax, pendingBytesMax, format, compat, joinedBytesMax, flushDelayMs } =
      output;
    const { recordsMax, bytesMax } = putRecordBatchLimits;
    const isCompat = format === 'compat';
    this.target = deliveryStream;
    this.sink = new FirehoseSink(
      output,
      (record) => telemetry.recordStored(deliveryStream, record),
      connectFirehose,
    );
    this.limits = {
      batchItemsMax: isCompat ? compat.bufferRecordsMax : recordsMax,
      batchBytesMax: isCompat ? Math.min(compat.bufferBytesMax, bytesMax) : bytesMax,
      // What was joined has waited for company already.
      lingerMs: joinedBytesMax === 0 ? flushDelayMs : 0,
      callsMax,
      pendingBytesMax,
    };
  }

  async ready(signal: AbortSignal): Promise<readonly string[]> {
    await this.sink.check(signal);
    return [this.target];
  }

  async encode(bytes: Uint8Array): Promise<Uint8Array> {
    return bytes;
  }

  async place({ id, events, positions }: Packed, data: Uint8Array): Promise<PlacedRecord> {
    const record = { data, partitionKey: id, shardId: this.target, events, positions };
    return { record, waitMs: 0 };
  }
}
