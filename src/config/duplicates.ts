import type { Problem } from './error.ts';
import { formatPath } from './path.ts';
import { nameOf, walk } from './walk.ts';
import type { YamlFile } from './yaml-file.ts';

/** Options written more than once in the same map: YAML leaves open which of them counts, so none should. */
export function findDuplicates({ root, file, place }: YamlFile): Problem[] {
  const problems: Problem[] = [];
  walk(root, [], {
    map(map, path) {
      const firstLines = new Map<string, number>();
      for (const { key } of map.items) {
        const name = nameOf(key);
        const here = place(key.range?.[0] ?? 0);
        const first = firstLines.get(name);
        if (first === undefined) firstLines.set(name, here.line);
        else problems.push({ file, ...here, path: formatPath([...path, name]), ...words(name, path, first) });
      }
    },
  });
  return problems;
}

function words(
  name: string,
  path: readonly PropertyKey[],
  firstLine: number,
): { message: string; hint: string } {
  const where = path.length === 0 ? '' : ` in ${formatPath(path)}`;
  return {
    message: `option "${name}" is written twice${where}`,
    hint: `line ${firstLine} has it already: remove one of the two`,
  };
}
