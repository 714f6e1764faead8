import type { Node } from 'yaml';
import { isScalar } from 'yaml';
import type { Path } from './path.ts';
import { hideUserInfo, holdsSecret, isSecretPath } from './secret.ts';

/** A wrong value as it may be shown. */
export interface Shown {
  /** The kind of value it is, for people: "text", "a list". */
  readonly kind: string;
  /** The value itself, or where it comes from; undefined when it must not be shown. */
  readonly text: string | undefined;
  /** Whether the text is the value; otherwise it is the `${NAME}` that gave it. */
  readonly literal: boolean;
}

const shownCharsMax = 60;

/**
 * A value that came from the environment is shown as its `${NAME}`, a map or list as its kind only, and what may be a
 * secret not at all.
 */
export function show(
  value: unknown,
  path: Path,
  node: Node | undefined,
  interpolated: ReadonlySet<unknown>,
): Shown {
  const kind = kindOf(value);
  const source = isScalar(node) && interpolated.has(node) ? node.source : undefined;
  const text = source ?? (typeof value === 'object' ? undefined : String(value));
  if (text === undefined || isSecretPath(path) || holdsSecret(text))
    return { kind, text: undefined, literal: false };
  const short = shorten(hideUserInfo(text));
  if (source !== undefined) return { kind, text: short, literal: false };
  return { kind, text: typeof value === 'string' ? JSON.stringify(short) : short, literal: true };
}

/** What kind of value this is, in words a reader of YAML knows. */
function kindOf(value: unknown): string {
  if (value === undefined || value === null) return 'nothing';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'string') return 'text';
  if (typeof value === 'number' || typeof value === 'bigint') return 'a number';
  if (typeof value === 'boolean') return 'true or false';
  return 'a map';
}

const kindWords: Readonly<Record<string, string>> = {
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  tuple: 'a list',
  object: 'a map',
  record: 'a map',
  null: 'nothing',
};

/** What zod calls `expected`, in the same words. */
export function wordForKind(expected: string): string {
  return kindWords[expected] ?? expected;
}

/** "a", "a or b", "a, b or c". */
export function either(words: readonly string[]): string {
  const distinct = [...new Set(words)];
  const last = distinct.at(-1) ?? '';
  return distinct.length < 2 ? last : `${distinct.slice(0, -1).join(', ')} or ${last}`;
}

function shorten(text: string): string {
  return text.length <= shownCharsMax ? text : `${text.slice(0, shownCharsMax)}…`;
}
