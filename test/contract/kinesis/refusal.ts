import assert from 'node:assert/strict';

/**
 * The two names for an input that breaks a rule: the reference says the first for the rules it tells in words, and the
 * second (Common Errors) for those it gives as a length, range or pattern. Which of the two a rule is, it does not say.
 */
export const invalidInput = ['InvalidArgumentException', 'ValidationException'] as const;

/** Waits for the call to be refused under one of the names, and gives what it was refused with. */
export async function refused(call: Promise<unknown>, names: readonly string[]): Promise<Error> {
  const wanted = names.join(' or ');
  const outcome = await call.then(
    () => `taken, and should be refused with ${wanted}`,
    (error: unknown) => error,
  );
  if (!(outcome instanceof Error)) return assert.fail(String(outcome));
  const what = `${outcome.name} (${outcome.message})`;
  assert.ok(names.includes(outcome.name), `refused with ${what}, and should be with ${wanted}`);
  return outcome;
}
