import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { KinesisClient } from '@aws-sdk/client-kinesis';
import { Client } from '@opensearch-project/opensearch';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { systemClock } from '../../src/cli/system-clock.ts';
import { ensureStream } from '../../src/demo/demo-stream.ts';
import type { IncomingRecord } from '../../src/record/incoming.ts';
import { Daemon } from './process.ts';
import { readStream } from './read-stream.ts';

const shardCount = 4;
const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
/** Longer than any of these roads takes on a loaded machine. */
const waitTimeoutMs = 90_000;
const lookDelayMs = 100;

/** One road of its own: folders, stream and indices that no other test sees. */
export class Road {
  readonly folder = mkdtempSync(join(tmpdir(), 'kinship-road-'));
  readonly log = join(this.folder, 'access.log');
  readonly #name = `test-${randomBytes(4).toString('hex')}`;
  readonly #openSearch: Client;
  readonly #kinesis: KinesisClient;
  readonly #env: Record<string, string>;
  readonly #daemons: Daemon[] = [];

  constructor(openSearchUrl: string, kinesisUrl: string, env: Record<string, string> = {}) {
    this.#openSearch = new Client({ node: openSearchUrl });
    const requestHandler = new NodeHttpHandler();
    this.#kinesis = new KinesisClient({
      endpoint: kinesisUrl,
      region: 'us-east-1',
      credentials,
      requestHandler,
    });
    this.#env = {
      AWS_ACCESS_KEY_ID: credentials.accessKeyId,
      AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
      AWS_REGION: 'us-east-1',
      AWS_ENDPOINT_URL_KINESIS: kinesisUrl,
      OPENSEARCH_URL: openSearchUrl,
      KINSHIP_STREAM: this.#name,
      KINSHIP_INDEX: this.#name,
      KINSHIP_LOGS: this.log,
      KINSHIP_AGENT_DIR: join(this.folder, 'agent'),
      KINSHIP_CONSUMER_DIR: join(this.folder, 'consumer'),
      ...env,
    };
  }

  async createStream(): Promise<void> {
    const endpoint = this.#env['AWS_ENDPOINT_URL_KINESIS'];
    Object.assign(process.env, {
      AWS_ACCESS_KEY_ID: credentials.accessKeyId,
      AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
    });
    const address = { region: 'us-east-1', endpoint };
    await ensureStream(address, this.#name, shardCount, systemClock, AbortSignal.timeout(waitTimeoutMs));
  }

  startAgent(): Daemon {
    return this.#start('agent', 'config/agent.yaml');
  }

  startConsumer(): Daemon {
    return this.#start('consume', 'config/consumer.yaml');
  }

  /** Documents that a search sees now. */
  async documents(): Promise<number> {
    await this.#openSearch.indices.refresh({ index: `${this.#name}-*`, ignore_unavailable: true });
    const { body } = await this.#openSearch.count({ index: `${this.#name}-*`, ignore_unavailable: true });
    return body.count;
  }

  async waitForDocuments(count: number): Promise<void> {
    await this.waitUntil(async () => (await this.documents()) >= count, `${count} documents`);
  }

  async waitUntil(condition: () => Promise<boolean>, what: string): Promise<void> {
    const deadlineMs = Date.now() + waitTimeoutMs;
    while (!(await condition())) {
      if (Date.now() > deadlineMs)
        throw new Error(`no ${what} in time: ${await this.documents()} documents\n${this.#logs()}`);
      await systemClock.sleep(lookDelayMs);
    }
  }

  async search<T>(body: object): Promise<T> {
    const answer = await this.#openSearch.search({ index: `${this.#name}-*`, body });
    return answer.body as T; // The caller knows what it asked for.
  }

  /** Names of its indices, without the prefix. */
  async indices(): Promise<string[]> {
    const { body } = await this.#openSearch.indices.get({ index: `${this.#name}-*` });
    return Object.keys(body)
      .map((index) => index.slice(this.#name.length + 1))
      .sort();
  }

  recordsByShard(): Promise<Map<string, readonly IncomingRecord[]>> {
    return readStream(this.#kinesis, this.#name);
  }

  async end(): Promise<void> {
    for (const daemon of this.#daemons) await daemon.kill();
    await this.#openSearch.indices.delete({ index: `${this.#name}-*`, ignore_unavailable: true });
    await this.#openSearch.close();
    this.#kinesis.destroy();
    rmSync(this.folder, { recursive: true, force: true });
  }

  #start(command: string, config: string): Daemon {
    const daemon = new Daemon([command, config], this.#env);
    this.#daemons.push(daemon);
    return daemon;
  }

  #logs(): string {
    return this.#daemons.map(({ log }, index) => `--- daemon ${index}\n${log.slice(-3_000)}`).join('\n');
  }
}
