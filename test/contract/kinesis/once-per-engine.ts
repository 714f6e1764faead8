import type { Address } from './clients.ts';
import type { Context } from './context.ts';

/** What several behaviours look at, and takes an engine long: it is done once, by the behaviour that asks first. */
export function oncePerEngine<T>(run: (context: Context) => Promise<T>): (context: Context) => Promise<T> {
  const outcomes = new WeakMap<Address, Promise<T>>();
  return (context) => {
    const outcome = outcomes.get(context.address) ?? run(context);
    outcomes.set(context.address, outcome);
    return outcome;
  };
}
