import { nearest } from './near.ts';
import { formatPath, type Path } from './path.ts';
import { inside, type Words } from './wording.ts';

/** What the schema knows about the name of an option that its map does not take. */
export interface Knowledge {
  /** The options the map takes. */
  readonly known: readonly string[];
  /** Where there is an option of this name, as by `placesOf`. */
  readonly elsewhere: readonly string[];
}

/** The words for one option that its map does not know. */
export function unknownOption(name: string, parent: Path, knowledge: Knowledge): Words {
  return {
    path: [...parent, name],
    point: 'key',
    message: `unknown option "${name}"${inside(parent)}`,
    hint: hintFor(name, parent, knowledge),
  };
}

function hintFor(name: string, parent: Path, { known, elsewhere }: Knowledge): string {
  if (name === '<<') return 'YAML 1.2 has no merge keys: repeat the options';
  const near = nearest(name, known);
  const list = known.length === 0 ? 'it takes no options' : `it takes: ${known.join(', ')}`;
  if (near !== undefined) return `did you mean "${near}"? I${list.slice(1)}`;
  // Another type of the same union has it: it is the type that is wrong, or the option.
  if (elsewhere.includes(formatPath(parent).replaceAll(/\[\d+\]/g, '[]')))
    return `not with this type; ${list}`;
  if (elsewhere.length === 0) return list;
  const places = elsewhere
    .slice(0, 3)
    .map((place) => (place === '' ? 'at the top level of the file' : `in ${place}`));
  return `it belongs ${places.join(' or ')}: check the indentation`;
}
