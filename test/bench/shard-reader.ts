import assert from 'node:assert/strict';
import { setTimeout } from 'node:timers/promises';
import { AnswerScan } from './answer-scan.ts';
import type { KinesisCalls } from './kinesis-calls.ts';
import type { PutCall } from './put-calls.ts';

/** What GetRecords gives at most, and by default. */
const recordsMax = 10_000;
/** After an answer without records. */
const emptyDelayMs = 10;
const stallMs = 30_000;

/** Reads one shard from its start until all that was put there has come, and proves afterwards that it was that. */
export class ShardReader {
  readonly #kinesis: KinesisCalls;
  readonly #place: { readonly StreamName: string; readonly ShardId: string };
  readonly #calls: readonly PutCall[];
  readonly #expected: number;
  #iterator = '';
  #count = 0;
  #sample: Buffer[] = [];

  constructor(kinesis: KinesisCalls, stream: string, shardId: string, calls: readonly PutCall[]) {
    this.#kinesis = kinesis;
    this.#place = { StreamName: stream, ShardId: shardId };
    this.#calls = calls;
    this.#expected = calls.reduce((sum, call) => sum + (call.recordsByShard.get(shardId) ?? 0), 0);
  }

  async readAll(): Promise<void> {
    const input = { ...this.#place, ShardIteratorType: 'TRIM_HORIZON' };
    const answer = await this.#kinesis.ask('GetShardIterator', input);
    this.#iterator = (answer as { ShardIterator: string }).ShardIterator;
    let progressMs = performance.now();
    while (this.#count < this.#expected) {
      const count = await this.#readOnce();
      if (count > 0) progressMs = performance.now();
      else await setTimeout(emptyDelayMs);
      if (performance.now() - progressMs > stallMs) throw new Error(`${this.#state()}, then nothing`);
    }
  }

  /** That nothing comes after the last record, and that the sample holds what was put, in order. */
  async prove(): Promise<void> {
    await this.#readOnce();
    assert.equal(this.#count, this.#expected, this.#state());
    const { Records } = JSON.parse(Buffer.concat(this.#sample).toString()) as RecordsAnswer; // As the API says.
    let before = -1n;
    for (const { Data, PartitionKey, SequenceNumber } of Records) {
      const call = this.#calls.find(({ dataByKey }) => dataByKey.has(PartitionKey));
      assert.equal(Data, call?.dataByKey.get(PartitionKey), `the data of ${PartitionKey}`);
      assert.ok(BigInt(SequenceNumber) > before, `${SequenceNumber} comes after ${before}`);
      before = BigInt(SequenceNumber);
    }
  }

  /** How many records came. */
  async #readOnce(): Promise<number> {
    const input = { ShardIterator: this.#iterator, Limit: this.#limit() };
    // The last answer that begins in the first half: a full one, where any is.
    const isSample = this.#count * 2 <= this.#expected;
    if (isSample) this.#sample = [];
    const scan = new AnswerScan();
    await this.#kinesis.call('GetRecords', Buffer.from(JSON.stringify(input)), (chunk) => {
      scan.add(chunk);
      if (isSample) this.#sample.push(chunk);
    });
    this.#iterator = scan.nextShardIterator;
    this.#count += scan.records;
    return scan.records;
  }

  /** Never 0. The endpoint that knows not what it was sent goes by this. */
  #limit(): number {
    return Math.min(recordsMax, Math.max(1, this.#expected - this.#count));
  }

  #state(): string {
    return `${this.#place.ShardId} gave ${this.#count} of ${this.#expected} records`;
  }
}

interface RecordsAnswer {
  readonly Records: readonly {
    readonly Data: string;
    readonly PartitionKey: string;
    readonly SequenceNumber: string;
  }[];
}
