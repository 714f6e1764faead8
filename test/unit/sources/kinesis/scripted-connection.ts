import type { KinesisConnection } from '../../../../src/aws/kinesis-client.ts';

/** Answers each command as the script says, and remembers what was asked. */
export class ScriptedConnection {
  readonly asked: Record<string, unknown>[] = [];
  readonly #script: (command: object) => object | Promise<object>;

  constructor(script: (command: object) => object | Promise<object>) {
    this.#script = script;
  }

  /** For code that takes the SDK's client, whose `send` is typed by command. */
  get connection(): KinesisConnection {
    const send = async (command: { input: Record<string, unknown> }) => {
      this.asked.push(command.input);
      return this.#script(command);
    };
    return { send, destroy: () => {} } as unknown as KinesisConnection;
  }
}

export function namedError(name: string): Error {
  return Object.assign(new Error(`as Kinesis says it: ${name}`), { name });
}
