const name = Buffer.from('"SequenceNumber"');
/** More than an answer has before or behind its records. */
const edgeBytes = 8 * 1024;

/**
 * Counts the records of a GetRecords answer while its bytes come, without parsing or keeping them: a client's work is
 * not to be what is measured. What is looked for cannot be in the data, for base64 has no quotes.
 */
export class AnswerScan {
  #records = 0;
  #first: Buffer = Buffer.alloc(0);
  #last: Buffer = Buffer.alloc(0);

  get records(): number {
    return this.#records;
  }

  add(chunk: Buffer): void {
    this.#records += occurrences(chunk);
    // A name that is cut in two is in neither part, but where they meet.
    const overlap = name.length - 1;
    this.#records += occurrences(Buffer.concat([this.#last.subarray(-overlap), chunk.subarray(0, overlap)]));
    if (this.#first.length < edgeBytes)
      this.#first = Buffer.concat([this.#first, chunk.subarray(0, edgeBytes)]);
    this.#last = endOf(chunk.length >= edgeBytes ? chunk : Buffer.concat([this.#last, chunk]));
  }

  /** Where to read on. Throws at the end of the shard, and where the answer is none. */
  get nextShardIterator(): string {
    const edges = this.#first.toString('latin1') + this.#last.toString('latin1');
    const iterator = /"NextShardIterator":\s*"([^"]+)"/.exec(edges)?.[1];
    if (iterator === undefined) throw new Error(`no NextShardIterator in an answer: ${edges.slice(0, 500)}`);
    return iterator;
  }
}

function endOf(bytes: Buffer): Buffer {
  return bytes.subarray(-edgeBytes);
}

function occurrences(bytes: Buffer): number {
  let count = 0;
  for (let at = bytes.indexOf(name); at >= 0; at = bytes.indexOf(name, at + name.length)) count += 1;
  return count;
}
