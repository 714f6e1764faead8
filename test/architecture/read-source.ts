import { parseAst } from 'vitest/node';

/** What the rules want to know of one source file. */
export interface SourceFacts {
  /** What it imports or re-exports (types too, and `import('./x.ts')`), with the names taken from there. */
  readonly imports: readonly ImportFact[];
  /** What it mentions: names (`setTimeout`), dotted names (`Date.now`) and `new Date()`; never text in comments. */
  readonly mentions: ReadonlySet<string>;
  /** The text of its string literals. */
  readonly strings: readonly string[];
}

/** One import; names are `*` where everything is taken, `default` for the default export. */
export interface ImportFact {
  readonly specifier: string;
  readonly names: readonly string[];
  /** Nothing of it is there at run time. */
  readonly isTypeOnly: boolean;
}

/** A node of the syntax tree (ESTree with TypeScript's additions), read as untrusted data. */
type Node = Readonly<Record<string, unknown>>;

/** Reads TypeScript source with the parser that vitest brings, because TypeScript 7 has no stable one. */
export function readSource(path: string, source: string): SourceFacts {
  const program: unknown = parseAst(source, { lang: path.endsWith('.d.ts') ? 'dts' : 'ts' });
  const nodes = [...allNodes(program)];
  return {
    imports: nodes.flatMap(importIn),
    mentions: new Set(nodes.flatMap(mentionsIn)),
    strings: nodes.flatMap(stringsIn),
  };
}

/** All nodes below one; a name that only labels (`{ now: 1 }`, `clock.now`) is left out, it mentions nothing. */
function* allNodes(value: unknown): Generator<Node> {
  if (Array.isArray(value)) for (const item of value) yield* allNodes(item);
  if (!isNode(value)) return;
  yield value;
  for (const [key, child] of Object.entries(value)) {
    const isLabel = (key === 'property' || key === 'key') && value.computed === false && isName(child);
    if (!isLabel) yield* allNodes(child);
  }
}

function importIn(node: Node): ImportFact[] {
  const specifier = text(node.source, 'value');
  if (specifier === undefined) return [];
  const parts = Array.isArray(node.specifiers) ? node.specifiers : undefined;
  const isTypeOnly = node.importKind === 'type' || node.exportKind === 'type';
  return [{ specifier, names: parts === undefined ? ['*'] : parts.map(nameTaken), isTypeOnly }];
}

/** The name that an import or export specifier takes from the other file. */
function nameTaken(part: unknown): string {
  if (!isNode(part)) return '*';
  if (part.type === 'ImportDefaultSpecifier') return 'default';
  const other = part.type === 'ExportSpecifier' ? part.local : part.imported;
  return text(other, 'name') ?? text(other, 'value') ?? '*';
}

function mentionsIn(node: Node): string[] {
  const name = isName(node) ? text(node, 'name') : undefined;
  if (name !== undefined) return [name];
  if (node.type === 'NewExpression' && Array.isArray(node.arguments) && node.arguments.length === 0) {
    return [`new ${text(node.callee, 'name')}()`];
  }
  if (node.type === 'CallExpression') return [`${text(node.callee, 'name')}()`];
  if (node.type === 'MemberExpression') return dotted(node.object, node.property);
  if (node.type === 'VariableDeclarator') return destructured(node.id, node.init);
  return [];
}

/** `Date.now` and `process['env']` alike. */
function dotted(object: unknown, property: unknown): string[] {
  const owner = text(object, 'name');
  const member = text(property, 'name') ?? text(property, 'value');
  return owner === undefined || member === undefined ? [] : [`${owner}.${member}`];
}

/** `const { env } = process` mentions `process.env`. */
function destructured(pattern: unknown, init: unknown): string[] {
  if (!isNode(pattern) || !Array.isArray(pattern.properties)) return [];
  return pattern.properties.flatMap((property) => (isNode(property) ? dotted(init, property.key) : []));
}

function stringsIn(node: Node): string[] {
  if (node.type === 'TemplateElement') return [text(node.value, 'cooked') ?? ''];
  return node.type === 'Literal' ? [text(node, 'value') ?? ''] : [];
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isName(value: unknown): boolean {
  return isNode(value) && value.type === 'Identifier';
}

function text(node: unknown, key: string): string | undefined {
  const value = isNode(node) ? node[key] : undefined;
  return typeof value === 'string' ? value : undefined;
}
