import type { Intake } from '../../src/flow/intake.ts';
import type { Received } from '../../src/record/received.ts';

/** Takes messages, or none for a while. */
export class MemoryIntake implements Intake {
  readonly messages: Received[] = [];
  #held: Promise<void> | undefined;
  #release = () => {};

  async put(messages: readonly Received[]): Promise<boolean> {
    await this.#held;
    this.messages.push(...messages.map(copy));
    return true;
  }

  offer(message: Received): boolean {
    if (this.#held !== undefined) return false;
    this.messages.push(copy(message));
    return true;
  }

  cursorOf(input: string): string | undefined {
    return this.messages.findLast((message) => message.input === input && message.cursor !== undefined)
      ?.cursor;
  }

  /** As where the spool is full. */
  hold(): void {
    this.#held = new Promise((resolve) => {
      this.#release = resolve;
    });
  }

  release(): void {
    this.#held = undefined;
    this.#release();
  }

  get lines(): string[] {
    return this.messages.map(({ line }) => Buffer.from(line).toString());
  }
}

/** The bytes are those of a buffer that may be used again. */
function copy(message: Received): Received {
  return { ...message, line: Buffer.from(message.line) };
}
