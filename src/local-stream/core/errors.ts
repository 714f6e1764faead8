/** The errors of the Kinesis API that kinship or its users can meet (API reference, "Errors" of each operation). */
export type KinesisErrorName =
  | 'ExpiredIteratorException'
  | 'ExpiredNextTokenException'
  | 'InternalFailure'
  | 'InvalidArgumentException'
  | 'LimitExceededException'
  | 'ProvisionedThroughputExceededException'
  | 'ResourceInUseException'
  | 'ResourceNotFoundException'
  | 'SerializationException'
  | 'ServiceUnavailable'
  | 'UnknownOperationException'
  | 'ValidationException';

const statusByName: Partial<Record<KinesisErrorName, number>> = {
  InternalFailure: 500,
  ServiceUnavailable: 503,
};

/** What a call is refused with. The name is the API's; `status` is that of its HTTP answer. */
export class KinesisError extends Error {
  override readonly name: KinesisErrorName;
  readonly status: number;

  constructor(name: KinesisErrorName, message: string) {
    super(message);
    this.name = name;
    this.status = statusByName[name] ?? 400;
  }
}

export function limitExceeded(message: string): KinesisError {
  return new KinesisError('LimitExceededException', message);
}

export function invalidArgument(message: string): KinesisError {
  return new KinesisError('InvalidArgumentException', message);
}
