import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { DecodedEvent } from '../../src/wire/decode.ts';
import { AgentRoad } from './agent-road.ts';

/** An agent that takes messages, with `kinship local` as its stream. */
export class ReceivingRoad {
  readonly road: AgentRoad;

  constructor(port: number) {
    this.road = new AgentRoad(port);
  }

  /** `inputs` are lines of YAML, one an input. */
  configure(inputs: readonly string[], more = ''): void {
    const { folder, endpoint } = this.road;
    const output = `{type: kinesis, stream: operated, endpoint: "${endpoint}", flushDelayMs: 100ms}`;
    writeFileSync(
      this.road.config,
      `agent:\n  dataDir: ${join(folder, 'agent')}\n  inputs:\n${inputs.map((input) => `    - ${input}\n`).join('')}` +
        `  output: ${output}\n  http: {port: ${this.httpPort}}\n${more}`,
    );
  }

  get httpPort(): number {
    return Number(new URL(this.road.endpoint).port) + 1;
  }

  /** Starts the agent, and waits until it listens at so many addresses. */
  async start(addresses: number) {
    const agent = this.road.startAgent();
    const listening = () => agent.log.split('taking messages').length - 1;
    await this.road.until(() => listening() >= addresses, 'listening');
    return agent;
  }

  /** All that came into the stream, once so many messages are there or the time is over. */
  async events(count: number): Promise<DecodedEvent[]> {
    let events: DecodedEvent[] = [];
    await this.road.until(async () => {
      events = await this.road.events();
      return events.length >= count;
    }, `${count} events`);
    return events;
  }
}
