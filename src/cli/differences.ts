import { isDeepStrictEqual } from 'node:util';

export interface Difference {
  /** The names that lead to it, with dots between. */
  readonly field: string;
  readonly expected: unknown;
  /** Undefined where it is not there. */
  readonly actual: unknown;
}

/** Where `actual` is not as expected: null means that it must not be there, and of maps only what is named counts. */
export function differences(expected: object, actual: object, path = ''): readonly Difference[] {
  return Object.entries(expected).flatMap(([name, wanted]) => {
    const found: unknown = Object.hasOwn(actual, name) ? Reflect.get(actual, name) : undefined;
    const field = path === '' ? name : `${path}.${name}`;
    if (isMap(wanted) && isMap(found)) return differences(wanted, found, field);
    return isSame(name, wanted, found) ? [] : [{ field, expected: wanted, actual: found }];
  });
}

function isMap(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isSame(name: string, expected: unknown, actual: unknown): boolean {
  if (expected === null) return actual === undefined || actual === null;
  // One moment may be written in several ways.
  if (name === '@timestamp') return Date.parse(String(expected)) === Date.parse(String(actual));
  return isDeepStrictEqual(expected, actual);
}
