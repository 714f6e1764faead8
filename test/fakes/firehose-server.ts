import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';

interface PutRecordBatch {
  readonly DeliveryStreamName: string;
  readonly Records: readonly { readonly Data: string }[];
}

/** A Firehose that keeps what it is given, within the limits of the real one (API reference, PutRecordBatch). */
export class FirehoseServer {
  readonly stored: Buffer[] = [];
  /** How many records of the next calls are turned away, the first of each. */
  readonly failures: number[] = [];
  /** Whether calls that only look are forbidden. */
  mayDescribe = true;
  calls = 0;
  readonly #server: Server;
  readonly #name: string;

  constructor(name: string) {
    this.#name = name;
    this.#server = createServer(async (request, response) => {
      const target = String(request.headers['x-amz-target']);
      const answer = this.#answer(target.split('.')[1] ?? '', (await json(request)) as PutRecordBatch);
      response.writeHead('__type' in answer ? 400 : 200, { 'content-type': 'application/x-amz-json-1.1' });
      response.end(JSON.stringify(answer));
    });
  }

  async listen(): Promise<string> {
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
    const { port } = this.#server.address() as AddressInfo; // It listens on a port.
    return `http://127.0.0.1:${port}`;
  }

  close(): void {
    this.#server.close();
    this.#server.closeAllConnections();
  }

  #answer(operation: string, input: PutRecordBatch): object {
    if (operation === 'DescribeDeliveryStream' && !this.mayDescribe) return refusal('AccessDeniedException');
    if (input.DeliveryStreamName !== this.#name) return refusal('ResourceNotFoundException');
    if (operation === 'DescribeDeliveryStream')
      return { DeliveryStreamDescription: { DeliveryStreamStatus: 'ACTIVE' } };
    const data = input.Records.map(({ Data }) => Buffer.from(Data, 'base64'));
    const bytes = data.reduce((sum, { length }) => sum + length, 0);
    const isTooMuch =
      data.length > 500 || bytes > 4 * 1024 * 1024 || data.some(({ length }) => length > 1_024_000);
    if (isTooMuch) return refusal('InvalidArgumentException');
    this.calls += 1;
    const failing = this.failures.shift() ?? 0;
    this.stored.push(...data.slice(failing));
    const RequestResponses = data.map((_, index) =>
      index < failing
        ? { ErrorCode: 'ServiceUnavailableException', ErrorMessage: 'slow down' }
        : { RecordId: 'r' },
    );
    return { FailedPutCount: failing, RequestResponses };
  }
}

function refusal(name: string): object {
  return { __type: name, message: `${name} for a reason` };
}
