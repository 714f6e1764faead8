import type {
  GetRecordsOutput,
  GetShardIteratorInput,
  GetShardIteratorOutput,
  PutRecordsInput,
  PutRecordsOutput,
} from '@aws-sdk/client-kinesis';
import { type CoreClient, operationOf } from './core-client.ts';
import type { Ledger } from './ledger.ts';

type Client = Pick<CoreClient, 'send' | 'destroy'>;

/** Writes down what one process asks of Kinesis and what it hears, as the process itself sees it. */
export class WatchedClient implements Client {
  readonly #inner: Client;
  readonly #ledger: Ledger;
  readonly #life: string;
  /** Which shard an iterator is for. */
  readonly #shards = new Map<string, string>();

  constructor(inner: Client, ledger: Ledger, life: string) {
    this.#inner = inner;
    this.#ledger = ledger;
    this.#life = life;
  }

  async send(command: object, options?: { abortSignal?: AbortSignal }): Promise<object> {
    const operation = operationOf(command);
    const { input } = command as { input: object }; // Each command of the SDK has it.
    const call = this.#ledger.nextCall();
    this.#ledger.trace(`${this.#life} ${call} ${operation}`);
    if (operation === 'PutRecords') this.#putting(call, input as PutRecordsInput); // By its name.
    try {
      const answer = await this.#inner.send(command, options);
      this.#ledger.trace(`${call} answered`);
      this.#answered(operation, call, input, answer);
      return answer;
    } catch (error) {
      const why = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
      this.#ledger.trace(`${call} ${why}`);
      if (operation === 'PutRecords') this.#putFailed(call, input as PutRecordsInput, why); // By its name.
      throw error;
    }
  }

  destroy(): void {
    this.#inner.destroy();
  }

  /** The casts are to what the operation of this name is asked and answers. */
  #answered(operation: string, call: number, input: object, answer: object): void {
    if (operation === 'PutRecords') this.#put(call, input as PutRecordsInput, answer as PutRecordsOutput);
    if (operation === 'GetShardIterator')
      this.#asked(input as GetShardIteratorInput, answer as GetShardIteratorOutput);
    if (operation === 'GetRecords')
      this.#read((input as { ShardIterator: string }).ShardIterator, answer as GetRecordsOutput);
  }

  #putting(call: number, { Records = [] }: PutRecordsInput): void {
    for (const { Data, ExplicitHashKey: hashKey = '' } of Records)
      this.#ledger.note({ kind: 'put', parcel: this.#ledger.parcelOf(Data), hashKey, call });
  }

  #putFailed(call: number, { Records = [] }: PutRecordsInput, why: string): void {
    for (const { Data } of Records)
      this.#ledger.note({ kind: 'unanswered', parcel: this.#ledger.parcelOf(Data), call, why });
  }

  #put(call: number, { Records: sent = [] }: PutRecordsInput, { Records = [] }: PutRecordsOutput): void {
    for (const [index, { Data }] of sent.entries()) {
      const parcel = this.#ledger.parcelOf(Data);
      const { ErrorCode, ShardId: shardId = '', SequenceNumber: sequenceNumber = '' } = Records[index] ?? {};
      if (ErrorCode !== undefined) this.#ledger.note({ kind: 'refused', parcel, call, why: ErrorCode });
      else this.#ledger.note({ kind: 'acknowledged', parcel, call, place: { shardId, sequenceNumber } });
    }
  }

  #asked(input: GetShardIteratorInput, { ShardIterator = '' }: GetShardIteratorOutput): void {
    const { ShardId: shardId = '', ShardIteratorType, StartingSequenceNumber = '' } = input;
    this.#shards.set(ShardIterator, shardId);
    const from = `${ShardIteratorType} ${StartingSequenceNumber}`.trimEnd();
    this.#ledger.note({ kind: 'asked', life: this.#life, shardId, from });
  }

  #read(iterator: string, { Records = [], NextShardIterator }: GetRecordsOutput): void {
    const shardId = this.#shards.get(iterator) ?? '';
    this.#shards.delete(iterator);
    if (NextShardIterator !== undefined) this.#shards.set(NextShardIterator, shardId);
    if (Records.length === 0) return;
    const sequenceNumbers = Records.map(({ SequenceNumber = '' }) => SequenceNumber);
    this.#ledger.note({ kind: 'read', life: this.#life, shardId, sequenceNumbers });
  }
}
