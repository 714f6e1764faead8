import { isMap, isScalar, isSeq, type Node, type Scalar, type YAMLMap } from 'yaml';
import type { Path } from './path.ts';

/** What to do at each map and scalar on the way; an alias is not followed, its anchor is visited where it stands. */
export interface Visitor {
  readonly map?: (map: YAMLMap<Node, Node>, path: Path) => void;
  readonly scalar?: (scalar: Scalar, path: Path) => void;
}

/** Visits every value of a YAML tree in the order of the file; names of options are not visited. */
export function walk(node: Node | null | undefined, path: Path, visitor: Visitor): void {
  if (isScalar(node)) visitor.scalar?.(node, path);
  if (isSeq<Node>(node))
    for (const [index, item] of node.items.entries()) walk(item, [...path, index], visitor);
  if (!isMap<Node, Node>(node)) return;
  visitor.map?.(node, path);
  for (const { key, value } of node.items) walk(value, [...path, nameOf(key)], visitor);
}

/** The name a key node stands for. */
export function nameOf(key: Node): string {
  return isScalar(key) ? String(key.value) : key.toString();
}
