import { ecsFields, ecsTypeOf } from '../record/ecs.ts';
import { originFields } from '../record/event.ts';

/** What an event's id and index are made of. A step that changed them would make two documents of one event. */
const identity: ReadonlySet<string> = new Set(['@timestamp', ...Object.values(originFields)]);

/** Whether no step may change or remove this field. */
export function isIdentity(name: string): boolean {
  return identity.has(name);
}

/** Why a step cannot ask for a field of this name; undefined where it can. */
export function readProblem(name: string): string | undefined {
  if (name.split('.').some((part) => part === '' || part === '__proto__'))
    return `"${name}" is no name of a field`;
  if (isIdentity(name) || isInMap(name) || ecsTypeOf(name) !== undefined) return undefined;
  return `no event has a field "${name}": what is not ECS stands under fields, as fields.${name}`;
}

/** Why a step cannot change or remove a field of this name. */
export function changeProblem(name: string): string | undefined {
  if (isIdentity(name))
    return `"${name}" is part of an event’s identity: its id is made of it, so no step may change it`;
  return readProblem(name);
}

/** Why a step cannot make a field of this name. */
export function makeProblem(name: string): string | undefined {
  if (maps.includes(name)) return `"${name}" is a map of fields: it cannot hold a single value`;
  if (isInMap(name) && !name.startsWith('fields.'))
    return `"${name}" stands in a map that tells where an event comes from: write it under fields`;
  return changeProblem(name);
}

/** The names that steps may know besides those under `fields`. */
export const knownNames: readonly string[] = Object.keys(ecsFields);

/** What stands in a map of names that others gave: under `fields`, and labels. */
function isInMap(name: string): boolean {
  return maps.some((map) => name === map || name.startsWith(`${map}.`));
}

const maps = ['fields', ...knownNames.filter((name) => ecsTypeOf(name) === 'flat_object')];
