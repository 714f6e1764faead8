/** What the protocol itself refuses, before Kinesis is asked. Named as AWS names it; `status` is that of the answer. */
export class Refusal extends Error {
  override readonly name: string;
  readonly status: number;

  constructor(name: string, message: string, status = 400) {
    super(message);
    this.name = name;
    this.status = status;
  }
}

/** JSON that cannot be read as the input of the operation. */
export function unreadable(message: string): Refusal {
  return new Refusal('SerializationException', message);
}

/** The client left in the middle of its request: there is nobody to answer. */
export class ClientGone extends Error {}
