/** How many digits there are of each part; 56 together, as Kinesis has. */
const digits = { created: 13, place: 20, spare: 9, shard: 12 } as const;
const prefix = '49';
const pattern = new RegExp(
  `^${prefix}(\\d{${digits.created}})(\\d{${digits.place}})0{${digits.spare}}(\\d{${digits.shard}})$`,
);

/** What of a shard is in its sequence numbers. */
export interface NumberedShard {
  readonly shardId: string;
  readonly createdMs: number;
}

/**
 * Sequence numbers: when the shard was made, a place in it, the number of the shard. So they grow within a shard, those
 * of a child are greater than those of its parents, and none fits another shard or an earlier stream of that name.
 *
 * The place is that between records: record 0 has 1, so that 0 can stand for the beginning of the shard.
 */
export class SequenceNumbers {
  readonly #head: string;
  readonly #tail: string;

  constructor({ shardId, createdMs }: NumberedShard) {
    this.#head = `${prefix}${String(createdMs).padStart(digits.created, '0')}`;
    this.#tail = `${'0'.repeat(digits.spare)}${shardId.slice(-digits.shard)}`;
  }

  /** Of a record by its number in the shard. */
  ofRecord(number: number): string {
    return this.atPlace(number + 1);
  }

  /** Of the place behind this many records. */
  atPlace(place: number): string {
    return `${this.#head}${String(place).padStart(digits.place, '0')}${this.#tail}`;
  }

  /** The place in this shard; undefined for a number of another shard or of no shape at all. */
  placeOf(sequenceNumber: string): number | undefined {
    const parts = pattern.exec(sequenceNumber);
    const place = Number(parts?.[2]);
    return parts !== null && this.atPlace(place) === sequenceNumber ? place : undefined;
  }
}
