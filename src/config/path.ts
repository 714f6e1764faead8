/** The way from the top of a file to a value: names of options and numbers of list entries. */
export type Path = readonly PropertyKey[];

const plainName = /^[A-Za-z_][\w-]*$/;

/** Writes a path as people do: `agent.inputs[0].paths`; names that are no plain words as `["a.b"]`. */
export function formatPath(path: Path): string {
  return path.map(formatStep).join('').replace(/^\./, '');
}

function formatStep(step: PropertyKey): string {
  if (typeof step === 'number') return `[${step}]`;
  const name = String(step);
  return plainName.test(name) ? `.${name}` : `[${JSON.stringify(name)}]`;
}
