import { nearest } from './near.ts';
import type { Path } from './path.ts';
import { inside, type Words } from './wording.ts';

/** The words for one option that its map does not know; `known` are those it does. */
export function unknownOption(
  name: string,
  parent: Path,
  known: readonly string[],
  elsewhere: readonly string[],
): Words {
  return {
    path: [...parent, name],
    point: 'key',
    message: `unknown option "${name}"${inside(parent)}`,
    hint: hintFor(name, known, elsewhere),
  };
}

function hintFor(name: string, known: readonly string[], elsewhere: readonly string[]): string {
  if (name === '<<') return 'merge keys are not part of YAML 1.2: repeat the options';
  const near = nearest(name, known);
  const list = known.length === 0 ? 'it takes no options' : `it takes: ${known.join(', ')}`;
  if (near !== undefined) return `did you mean "${near}"? I${list.slice(1)}`;
  if (elsewhere.length > 0)
    return `it belongs in ${elsewhere.slice(0, 3).join(' or ')}: check the indentation`;
  return list;
}
