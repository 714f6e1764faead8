import type { PythonClient } from './python-client.ts';
import { type Happening, texts } from './road.ts';

interface Stored {
  readonly ShardId: string;
  readonly SequenceNumber: string;
}

interface ShardAnswer {
  readonly ShardId: string;
  readonly ParentShardId?: string;
  readonly HashKeyRange: { readonly StartingHashKey: string; readonly EndingHashKey: string };
}

interface StreamAnswer {
  readonly StreamStatus: string;
  readonly Shards: readonly unknown[];
}

interface RecordsAnswer {
  readonly Records: readonly {
    readonly SequenceNumber: string;
    readonly PartitionKey: string;
    readonly Data: string;
  }[];
  readonly NextShardIterator?: string | null;
  readonly MillisBehindLatest: number;
  readonly ChildShards?: readonly { readonly ShardId: string }[];
}

/** The road by the commands of the AWS CLI, whose answers are trusted to have the API's shapes. */
export class AwsCliRoad {
  readonly #python: PythonClient;
  readonly #url: string;
  readonly #stream: string;
  readonly #told: Happening[] = [];

  constructor(python: PythonClient, url: string, stream: string) {
    this.#python = python;
    this.#url = url;
    this.#stream = stream;
  }

  async go(): Promise<readonly Happening[]> {
    await this.#ofStream('create-stream', '--shard-count=2');
    const { StreamStatus, Shards } = await this.#untilActive();
    this.#tell('created', StreamStatus, String(Shards.length));
    await this.#put('before');
    await this.#splitFirstShard();
    await this.#put('after');
    const shards = await this.#listShards();
    for (const { ShardId, ParentShardId = '-', HashKeyRange } of shards)
      this.#tell('shard', ShardId, ParentShardId, HashKeyRange.StartingHashKey, HashKeyRange.EndingHashKey);
    for (const { ShardId } of shards) await this.#read(ShardId);
    await this.#delete();
    return this.#told;
  }

  /** `aws kinesis wait` would look every ten seconds. */
  async #untilActive(): Promise<StreamAnswer> {
    for (;;) {
      const answer = await this.#ofStream('describe-stream');
      const { StreamDescription } = answer as { StreamDescription: StreamAnswer };
      if (StreamDescription.StreamStatus === 'ACTIVE') return StreamDescription;
    }
  }

  async #put(word: 'before' | 'after'): Promise<void> {
    const [first = '', ...others] = texts(word);
    const stored = await this.#ofStream('put-record', `--partition-key=${first}`, `--data=${first}`);
    this.#tellPut(stored as Stored, first);
    const entries = others.map((text) => ({ PartitionKey: text, Data: text }));
    const answer = await this.#ofStream('put-records', '--records', JSON.stringify(entries));
    const { Records } = answer as { Records: Stored[] };
    for (const [index, result] of Records.entries()) this.#tellPut(result, others[index] ?? '');
  }

  #tellPut({ ShardId, SequenceNumber }: Stored, text: string): void {
    this.#tell('put', ShardId, SequenceNumber, text);
  }

  async #splitFirstShard(): Promise<void> {
    const [shard] = await this.#listShards();
    if (shard === undefined) throw new Error('the stream has no shards');
    const { StartingHashKey, EndingHashKey } = shard.HashKeyRange;
    const middle = (BigInt(StartingHashKey) + BigInt(EndingHashKey) + 1n) / 2n;
    const what = [`--shard-to-split=${shard.ShardId}`, `--new-starting-hash-key=${middle}`];
    await this.#ofStream('split-shard', ...what);
    await this.#untilActive();
  }

  async #listShards(): Promise<readonly ShardAnswer[]> {
    return ((await this.#ofStream('list-shards')) as { Shards: ShardAnswer[] }).Shards;
  }

  async #read(shardId: string): Promise<void> {
    const from = [`--shard-id=${shardId}`, '--shard-iterator-type=TRIM_HORIZON'];
    const answer = await this.#ofStream('get-shard-iterator', ...from);
    let { ShardIterator: position } = answer as { ShardIterator: string | null | undefined };
    while (position) {
      const page = (await this.#aws('get-records', `--shard-iterator=${position}`)) as RecordsAnswer;
      for (const { SequenceNumber, PartitionKey, Data } of page.Records)
        this.#tell('read', shardId, SequenceNumber, PartitionKey, Buffer.from(Data, 'base64').toString());
      position = page.NextShardIterator;
      if (!position) this.#tell('ended', shardId, ...(page.ChildShards ?? []).map((child) => child.ShardId));
      else if (page.Records.length === 0 && page.MillisBehindLatest === 0) return;
    }
  }

  async #delete(): Promise<void> {
    await this.#ofStream('delete-stream');
    const refused: unknown = await this.#untilRefused().catch((error: unknown) => error);
    this.#tell('deleted', /\((\w+)\)/.exec(String(refused))?.[1] ?? String(refused));
  }

  async #untilRefused(): Promise<never> {
    for (;;) await this.#ofStream('describe-stream-summary');
  }

  #ofStream(command: string, ...args: readonly string[]): Promise<unknown> {
    return this.#aws(command, `--stream-name=${this.#stream}`, ...args);
  }

  #aws(...args: readonly string[]): Promise<unknown> {
    return this.#python.aws([...args, `--endpoint-url=${this.#url}`]);
  }

  #tell(...words: Happening): void {
    this.#told.push(words);
  }
}
