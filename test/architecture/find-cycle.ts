/** A chain of imports that comes back to its first file, or undefined when there is none. */
export function findCycle(imports: ReadonlyMap<string, readonly string[]>): string[] | undefined {
  const done = new Set<string>();
  for (const path of imports.keys()) {
    const cycle = cycleFrom(path, [], imports, done);
    if (cycle !== undefined) return cycle;
  }
  return undefined;
}

/** Follows the imports depth first; `chain` is the way to `path`, `done` are files known to lead to no cycle. */
function cycleFrom(
  path: string,
  chain: readonly string[],
  imports: ReadonlyMap<string, readonly string[]>,
  done: Set<string>,
): string[] | undefined {
  if (chain.includes(path)) return [...chain.slice(chain.indexOf(path)), path];
  if (done.has(path)) return undefined;
  for (const next of imports.get(path) ?? []) {
    const cycle = cycleFrom(next, [...chain, path], imports, done);
    if (cycle !== undefined) return cycle;
  }
  done.add(path);
  return undefined;
}
