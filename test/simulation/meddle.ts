import { operationOf } from './core-client.ts';
import type { SabotagedClient } from './sabotage.ts';

/** Stands in for one operation of the network: what it sends on, and what it answers, is its own affair. */
export type Meddling = (
  input: Record<string, unknown>,
  send: (input: object) => Promise<Record<string, unknown>>,
) => Promise<object>;

/** A network that lets everything pass but the calls of one operation. */
export function meddleWith(
  operation: ReturnType<typeof operationOf>,
  meddling: Meddling,
): (network: SabotagedClient) => SabotagedClient {
  return (network) => ({
    send(command, options) {
      if (operationOf(command) !== operation) return network.send(command, options);
      const Command = command.constructor as new (input: object) => { input: Record<string, unknown> }; // The SDK's.
      const { input } = command as { input: Record<string, unknown> }; // Each command of the SDK has it.
      const send = async (changed: object) => ({ ...(await network.send(new Command(changed), options)) });
      return meddling(input, send);
    },
    destroy: () => network.destroy(),
  });
}
