import type { Readable } from 'node:stream';
import { systemClock } from '../../src/cli/system-clock.ts';
import type { Intake, Receiver } from '../../src/flow/intake.ts';
import { createReceiver, type ReceiverOptions } from '../../src/sources/index.ts';
import { MemoryIntake } from './memory-intake.ts';
import { toldInputs } from './told-inputs.ts';

/** Inputs that are sent to: what they take, and what they tell. */
export class ReceiverStory {
  readonly intake = new MemoryIntake();
  readonly telemetry;
  /** Lines of its log. */
  readonly told: string[];
  readonly #receivers: Receiver[] = [];

  constructor() {
    const { telemetry, told } = toldInputs();
    this.telemetry = telemetry;
    this.told = told;
  }

  start(options: ReceiverOptions, more: { intake?: Intake; stdin?: Readable } = {}): Receiver {
    const { intake, telemetry } = this;
    const receiver = createReceiver(options, { intake, clock: systemClock, telemetry, ...more });
    this.#receivers.push(receiver);
    receiver.start();
    return receiver;
  }

  /** Starts it, and resolves when it listens at so many addresses. */
  async listen(
    options: ReceiverOptions & { readonly listen: readonly string[] },
    more: { intake?: Intake } = {},
  ): Promise<void> {
    this.start(options, more);
    const { length } = options.listen;
    await this.until(() => this.told.filter((line) => line.includes('taking messages')).length === length);
  }

  async until(condition: () => boolean): Promise<void> {
    const deadlineMs = Date.now() + 10_000;
    while (!condition()) {
      if (Date.now() > deadlineMs)
        throw new Error(`not in time: ${this.told.join('')}${this.intake.lines.join()}`);
      await systemClock.sleep(5);
    }
  }

  async stop(): Promise<void> {
    await Promise.all(this.#receivers.splice(0).map((receiver) => receiver.stop()));
  }
}
