import { AgentTelemetry } from '../../src/telemetry/agent.ts';
import { ConsumerTelemetry } from '../../src/telemetry/consumer.ts';
import { createLog } from '../../src/telemetry/log.ts';
import type { Ledger } from './ledger.ts';

const silent = createLog('silent', 'json', () => {});

/** Says when an agent gives up a record: in a simulation nothing is sent that may be refused. */
export class WatchedAgentTelemetry extends AgentTelemetry {
  readonly #ledger: Ledger;
  readonly #life: string;

  constructor(ledger: Ledger, life: string) {
    super(silent);
    this.#ledger = ledger;
    this.#life = life;
  }

  override deadLettered(...[events, failure]: Parameters<AgentTelemetry['deadLettered']>): void {
    const what = `made ${events} events a dead letter: ${failure.code}, ${failure.reason}`;
    this.#ledger.note({ kind: 'trouble', life: this.#life, what });
  }
}

/** Says when a consumer gives up a record, or takes it for trimmed: nothing is, in so short a time. */
export class WatchedConsumerTelemetry extends ConsumerTelemetry {
  readonly #ledger: Ledger;
  readonly #life: string;

  constructor(ledger: Ledger, life: string) {
    super(silent);
    this.#ledger = ledger;
    this.#life = life;
  }

  override deadLettered(code: string, reason: string, place: string): void {
    const what = `made a dead letter of ${place}: ${code}, ${reason}`;
    this.#ledger.note({ kind: 'trouble', life: this.#life, what });
  }

  override shardMissed(shardId: string): void {
    const what = `takes its place in ${shardId} for trimmed`;
    this.#ledger.note({ kind: 'trouble', life: this.#life, what });
  }
}
