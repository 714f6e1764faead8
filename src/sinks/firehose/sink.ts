import { PutRecordBatchCommand } from '@aws-sdk/client-firehose';
import type { AwsAddress } from '../../aws/client-config.ts';
import { toSinkError } from '../../aws/errors.ts';
import { checkDeliveryStream, type FirehoseConnection } from '../../aws/firehose-client.ts';
import type { Sink, WriteOutcome } from '../../flow/seams.ts';
import type { OutgoingRecord } from '../../record/outgoing.ts';
import { recordBytesMax } from './limits.ts';
import type { FirehoseOutputOptions } from './options.ts';
import { sortByOutcome } from './outcome.ts';

/** Puts records on a delivery stream, one PutRecordBatch call a batch. */
export class FirehoseSink implements Sink<OutgoingRecord> {
  readonly #client: FirehoseConnection;
  readonly #name: string;
  readonly #stored: (record: OutgoingRecord) => void;

  constructor(
    options: AwsAddress & Pick<FirehoseOutputOptions, 'deliveryStream'>,
    stored: (record: OutgoingRecord) => void,
    connect: (address: AwsAddress) => FirehoseConnection,
  ) {
    this.#client = connect(options);
    this.#name = options.deliveryStream;
    this.#stored = stored;
  }

  check(signal: AbortSignal): Promise<void> {
    return checkDeliveryStream(this.#client, this.#name, signal);
  }

  async write(batch: readonly OutgoingRecord[], signal: AbortSignal): Promise<WriteOutcome> {
    const fits = batch.map(({ data }) => data.length <= recordBytesMax);
    // Firehose would refuse the whole call for one of them: the others go, without it.
    if (fits.includes(false)) return withoutTooLarge(batch, fits);
    const outcome = sortByOutcome(await this.#put(batch, signal), batch.length);
    for (const index of outcome.stored) {
      const record = batch[index];
      if (record !== undefined) this.#stored(record);
    }
    return outcome;
  }

  async close(): Promise<void> {
    this.#client.destroy();
  }

  async #put(batch: readonly OutgoingRecord[], signal: AbortSignal) {
    const Records = batch.map(({ data }) => ({ Data: data }));
    const command = new PutRecordBatchCommand({ DeliveryStreamName: this.#name, Records });
    try {
      const answer = await this.#client.send(command, { abortSignal: signal });
      return answer.RequestResponses ?? [];
    } catch (error) {
      throw toSinkError(error, `put records on delivery stream "${this.#name}"`, 'firehose:PutRecordBatch');
    }
  }
}

function withoutTooLarge(batch: readonly OutgoingRecord[], fits: readonly boolean[]): WriteOutcome {
  const refused = batch.flatMap(({ data }, index) =>
    fits[index] === true
      ? []
      : [
          {
            index,
            code: 'record_too_large',
            reason: `${data.length} bytes, a record holds ${recordBytesMax}`,
          },
        ],
  );
  const retry = batch.flatMap((_, index) =>
    fits[index] === true ? [{ index, code: 'neighbour_refused', reason: 'a neighbour was too large' }] : [],
  );
  return { stored: [], retry, refused };
}
