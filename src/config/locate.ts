import { type Document, isAlias, isMap, isScalar, isSeq, type Node, type Pair } from 'yaml';
import type { Path } from './path.ts';

/** The nodes a path leads to: `key` is its name in the file (an entry of a list has none). */
export interface Located {
  readonly key?: Node | undefined;
  readonly value?: Node | undefined;
}

/** Follows a path through the document, through aliases too; undefined where it leaves the document. */
export function locate(document: Document, path: Path): Located | undefined {
  let here: Located | undefined = { value: document.contents ?? undefined };
  for (const step of path) {
    here = here?.value && enter(followAlias(document, here.value), step);
  }
  return here;
}

/** The offset to show for a path: that of its name or value, else of the nearest ancestor that has one. */
export function offsetOf(document: Document, path: Path, prefer: 'key' | 'value'): number {
  for (let length = path.length; length >= 0; length -= 1) {
    const found = locate(document, path.slice(0, length));
    const wanted =
      prefer === 'value' && length === path.length
        ? (found?.value ?? found?.key)
        : (found?.key ?? found?.value);
    if (wanted?.range) return wanted.range[0];
  }
  return 0;
}

/** The node an alias stands for; any other node is itself. */
export function followAlias(document: Document, node: Node): Node | undefined {
  return isAlias(node) ? node.resolve(document) : node;
}

function enter(node: Node | undefined, step: PropertyKey): Located | undefined {
  if (isSeq<Node>(node))
    return typeof step === 'number' && node.items[step] ? { value: node.items[step] } : undefined;
  if (!isMap<Node, Node>(node)) return undefined;
  // The last of several equal keys: it is the one whose value counts.
  const pair: Pair<Node, Node> | undefined = node.items.findLast(
    ({ key }) => isScalar(key) && key.value === String(step),
  );
  return pair && { key: pair.key, value: pair.value ?? undefined };
}
