import type { PutRecordsCommand, PutRecordsInput } from '@aws-sdk/client-kinesis';

/**
 * Gives a PutRecords call a body that is written here: the SDK's serializer makes base64 in JavaScript, which costs
 * more than compressing what it encodes. Everything else, such as the signature over this body, stays the SDK's.
 */
export function giveBody(command: PutRecordsCommand, body: Uint8Array): void {
  const { middlewareStack } = command;
  // The serializer is given no records to encode; what it wrote is replaced then.
  middlewareStack.add((next) => (args) => next({ ...args, input: { ...args.input, Records: [] } }), {
    step: 'initialize',
    priority: 'low',
    name: 'kinshipNoRecords',
  });
  middlewareStack.add(
    (next) => (args) => {
      Object.assign(args.request as object, { body }); // An HttpRequest, whose class is none of the SDK's public ones.
      return next(args);
    },
    { step: 'build', priority: 'high', name: 'kinshipBody' },
  );
}

/** The JSON of a PutRecords request (API reference, "Request Syntax"), as UTF-8, written into what `bufferOf` gives. */
export function putRecordsBody(
  { Records = [], StreamName, StreamARN }: PutRecordsInput,
  bufferOf: (bytes: number) => Buffer = Buffer.allocUnsafe,
): Buffer {
  const parts = Records.map(({ Data = new Uint8Array(), PartitionKey, ExplicitHashKey }, index) => {
    const keys = JSON.stringify({ PartitionKey, ExplicitHashKey }).slice(1);
    return { data: Data, before: `${index === 0 ? '' : ','}{"Data":"`, after: `",${keys}` };
  });
  const head = '{"Records":[';
  const tail = `],${JSON.stringify({ StreamName, StreamARN }).slice(1)}`;
  const bytesMax = parts.reduce(
    (sum, { data, before, after }) => sum + base64Length(data) + before.length + Buffer.byteLength(after),
    head.length + Buffer.byteLength(tail),
  );
  const body = bufferOf(bytesMax);
  let at = body.write(head);
  for (const { data, before, after } of parts) {
    at += body.write(before, at, 'latin1');
    at += body.write(base64Of(data), at, 'latin1');
    at += body.write(after, at);
  }
  at += body.write(tail, at);
  return body.subarray(0, at);
}

function base64Of(data: Uint8Array): string {
  return Buffer.from(data.buffer, data.byteOffset, data.length).toString('base64');
}

function base64Length({ length }: Uint8Array): number {
  return Math.ceil(length / 3) * 4;
}
