import { Agent, type IncomingMessage, request } from 'node:http';
import { text } from 'node:stream/consumers';

/** Signed by nobody: no local endpoint looks at more than whether it is there. */
const signature = {
  'x-amz-date': '20260101T000000Z',
  authorization:
    'AWS4-HMAC-SHA256 Credential=bench/20260101/us-east-1/kinesis/aws4_request, ' +
    'SignedHeaders=host;x-amz-date;x-amz-target, Signature=0',
};

/** Calls of a Kinesis endpoint that cost the caller next to nothing: bodies are bytes, both ways. */
export class KinesisCalls {
  readonly #url: string;
  readonly #agent: Agent;

  constructor(url: string, connectionsMax: number) {
    this.#url = url;
    this.#agent = new Agent({ keepAlive: true, maxSockets: connectionsMax });
  }

  /** Hands the bytes of the answer on as they come. Rejects where it is an error, and does not try again. */
  call(operation: string, body: Buffer, onChunk: (chunk: Buffer) => void): Promise<void> {
    const headers = {
      ...signature,
      'content-type': 'application/x-amz-json-1.1',
      'content-length': body.length,
      'x-amz-target': `Kinesis_20131202.${operation}`,
    };
    return new Promise((resolve, reject) => {
      const answered = (response: IncomingMessage) => {
        if (response.statusCode === 200)
          response.on('data', onChunk).once('end', resolve).once('error', reject);
        else text(response).then((answer) => reject(refusal(operation, response, answer)), reject);
      };
      request(this.#url, { method: 'POST', agent: this.#agent, headers }, answered)
        .once('error', reject)
        .end(body);
    });
  }

  /** The whole answer, as text. */
  async callWhole(operation: string, body: Buffer): Promise<string> {
    const chunks: Buffer[] = [];
    await this.call(operation, body, (chunk) => chunks.push(chunk));
    return Buffer.concat(chunks).toString();
  }

  /** For calls whose time does not matter. The answer is trusted to have the API's shape. */
  async ask(operation: string, input: object): Promise<unknown> {
    const answer = await this.callWhole(operation, Buffer.from(JSON.stringify(input)));
    return answer === '' ? {} : JSON.parse(answer);
  }

  close(): void {
    this.#agent.destroy();
  }
}

function refusal(operation: string, { statusCode }: IncomingMessage, answer: string): Error {
  return new Error(`${operation} was answered ${statusCode}: ${answer.slice(0, 500)}`);
}
