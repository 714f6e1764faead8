import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { KinesisClient } from '@aws-sdk/client-kinesis';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { systemClock } from '../../src/cli/system-clock.ts';
import { ensureStream } from '../../src/demo/demo-stream.ts';
import { type DecodedEvent, decodeRecord } from '../../src/wire/decode.ts';
import { Daemon } from './process.ts';
import { readStream } from './read-stream.ts';

const stream = 'operated';
const shardCount = 2;
const waitTimeoutMs = 60_000;
const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };

/** An agent as a process, with `kinship local` as its stream. */
export class AgentRoad {
  readonly folder = mkdtempSync(join(tmpdir(), 'kinship-agent-'));
  readonly config = join(this.folder, 'agent.yaml');
  readonly endpoint: string;
  readonly env: Record<string, string>;
  readonly #port: number;
  readonly #httpPort: number;
  #local: Daemon | undefined;
  #agent: Daemon | undefined;

  constructor(port: number) {
    this.#port = port;
    this.#httpPort = port + 1;
    this.endpoint = `http://127.0.0.1:${port}`;
    this.env = { AWS_ACCESS_KEY_ID: 'local', AWS_SECRET_ACCESS_KEY: 'local', AWS_REGION: 'us-east-1' };
  }

  async startLocal(): Promise<void> {
    Object.assign(process.env, this.env);
    this.#local = new Daemon(['local', `--port=${this.#port}`, `--data=${join(this.folder, 'local')}`], {});
    await this.until(() => this.#local?.log.includes(this.endpoint) === true, 'the local Kinesis');
    await ensureStream(this.#address(), stream, shardCount, systemClock, AbortSignal.timeout(waitTimeoutMs));
  }

  /** `named`: the configuration, as the command line names it. */
  startAgent(env: Record<string, string> = {}, named: readonly string[] = [this.config]): Daemon {
    this.#agent = new Daemon(['agent', ...named], { ...this.env, ...env });
    return this.#agent;
  }

  /** `inputs` are paths in the road's folder; `more` is further YAML of the section. */
  configure(inputs: readonly string[], flushDelay = '100ms', more = ''): void {
    const entries = inputs.map(
      (name) => `    - {type: file, paths: ${join(this.folder, name)}, discoverDelayMs: 100ms}\n`,
    );
    writeFileSync(
      this.config,
      `agent:\n  dataDir: ${join(this.folder, 'agent')}\n  inputs:\n${entries.join('')}` +
        `  output: {type: kinesis, stream: ${stream}, endpoint: "${this.endpoint}", flushDelayMs: ${flushDelay}}\n` +
        `  http: {port: ${this.#httpPort}}\n${more}`,
    );
  }

  async ask(path: string): Promise<{ status: number; text: string }> {
    const answer = await fetch(`http://127.0.0.1:${this.#httpPort}${path}`);
    return { status: answer.status, text: await answer.text() };
  }

  async until(condition: () => boolean | Promise<boolean>, what: string): Promise<void> {
    const deadlineMs = Date.now() + waitTimeoutMs;
    while (!(await condition())) {
      if (Date.now() > deadlineMs)
        throw new Error(`no ${what} in time:\n${this.#agent?.log}${this.#local?.log}`);
      await systemClock.sleep(50);
    }
  }

  /** The data of all records in the stream, as text, sorted. */
  async lines(): Promise<string[]> {
    return (await this.#records()).map(({ data }) => Buffer.from(data).toString()).sort();
  }

  /** Everything that stands in the stream. */
  async events(): Promise<DecodedEvent[]> {
    const decoded = await Promise.all((await this.#records()).map(({ data }) => decodeRecord(data)));
    return decoded.flatMap(({ events }) => events);
  }

  async #records() {
    const client = new KinesisClient({
      ...this.#address(),
      credentials,
      requestHandler: new NodeHttpHandler(),
    });
    const shards = await readStream(client, stream);
    client.destroy();
    return [...shards.values()].flat();
  }

  async end(): Promise<void> {
    await this.#agent?.kill();
    await this.#local?.kill();
    rmSync(this.folder, { recursive: true, force: true });
  }

  #address() {
    return { region: 'us-east-1', endpoint: this.endpoint };
  }
}
