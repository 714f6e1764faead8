import type { KinesisConnection } from '../../src/aws/kinesis-client.ts';
import type { OperationName } from '../../src/local-stream/core/operations.ts';
import type { LocalCore } from './local-core.ts';

/** A local Kinesis in memory, as the SDK's client of it. */
export function coreConnection(core: LocalCore): KinesisConnection {
  const send = async (command: { readonly input: object }) => {
    const operation = command.constructor.name.replace(/Command$/, '') as OperationName; // As the SDK names them.
    return core.call(operation, command.input as never); // Each operation has an input of its own.
  };
  return { send: send as unknown as KinesisConnection['send'], destroy: () => {} }; // Its overloads are of one kind.
}
