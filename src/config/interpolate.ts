import { Scalar, type ScalarTag } from 'yaml';
import type { Problem } from './error.ts';
import { formatPath } from './path.ts';
import { type Environment, substitute } from './substitute.ts';
import { walk } from './walk.ts';
import type { YamlFile } from './yaml-file.ts';

/** What interpolation leaves behind beside the changed document. */
export interface Interpolation {
  readonly problems: readonly Problem[];
  /** Every scalar whose value came from the environment: such a value is never shown. */
  readonly interpolated: ReadonlySet<unknown>;
  /** Those that could not be completed: to judge their value would only repeat the problem. */
  readonly incomplete: ReadonlySet<unknown>;
}

/**
 * Puts the environment into the scalars of a parsed document, in place. It works on the tree and not on the text, so
 * that lines and columns stay right and no value can add an option, a list entry or a comment. A plain scalar gets its
 * type again from what it became (`port: ${PORT:-9200}` is a number); a quoted one stays text. Keys are left alone.
 */
export function interpolate(yaml: YamlFile, env: Environment): Interpolation {
  const problems: Problem[] = [];
  const interpolated = new Set<unknown>();
  const incomplete = new Set<unknown>();
  walk(yaml.root, [], {
    scalar(scalar, path) {
      if (typeof scalar.value !== 'string') return;
      const { text, replaced, faults } = substitute(scalar.value, env);
      for (const { index, ...words } of faults) {
        const offset = offsetInside(scalar, index, yaml.text);
        problems.push({ file: yaml.file, ...yaml.place(offset), path: formatPath(path), ...words });
      }
      if (faults.length > 0) incomplete.add(scalar);
      if (replaced > 0) interpolated.add(scalar);
      const retype =
        replaced > 0 && faults.length === 0 && scalar.type === Scalar.PLAIN && scalar.tag === undefined;
      scalar.value = retype ? typed(text, yaml.document.schema.tags) : text;
    },
  });
  return { problems, interpolated, incomplete };
}

/** Exact for one-line scalars without escapes; the start of the scalar for the rest. */
function offsetInside(scalar: Scalar, index: number, text: string): number {
  const start = scalar.range?.[0] ?? 0;
  const quote = scalar.type === Scalar.QUOTE_DOUBLE || scalar.type === Scalar.QUOTE_SINGLE ? 1 : 0;
  const guess = start + quote + index;
  return text.startsWith('${', guess) && guess < (scalar.range?.[1] ?? 0) ? guess : start;
}

/** The value a plain scalar has by the rules of the YAML core schema: null, boolean, number or else text. */
function typed(text: string, tags: readonly { readonly tag: string }[]): unknown {
  for (const tag of tags) {
    if (!isScalarTag(tag) || tag.default !== true || tag.test?.test(text) !== true) continue;
    const value = tag.resolve(text, () => {}, {});
    return value instanceof Scalar ? value.value : value;
  }
  return text;
}

function isScalarTag(tag: { readonly tag: string }): tag is ScalarTag {
  return 'resolve' in tag && !('collection' in tag && tag.collection !== undefined);
}
