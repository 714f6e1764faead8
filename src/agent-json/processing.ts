import { compatOptions } from '../compat/options.ts';
import type { Findings } from './findings.ts';
import { type JsonNode, plain } from './json-text.ts';
import { processingKeys } from './keys.ts';
import { Scope } from './scope.ts';

type Plain = Readonly<Record<string, unknown>>;

const options = compatOptions.shape.dataProcessingOptions;

/** The data processing options of a flow; undefined where one of them cannot be run, which is a problem then. */
export function readProcessing(flow: Scope, findings: Findings): readonly Plain[] | undefined {
  const member = flow.member('dataProcessingOptions');
  if (member === undefined) return [];
  if (member.value.kind !== 'array') {
    flow.problem('dataProcessingOptions', 'must be a list');
    return undefined;
  }
  const path = flow.pathOf('dataProcessingOptions');
  const read = member.value.items.map((item, index) => readOne(flow, item, `${path}[${index}]`, findings));
  return read.includes(undefined) ? undefined : read.filter((option) => option !== undefined);
}

function readOne(flow: Scope, node: JsonNode, path: string, findings: Findings): Plain | undefined {
  if (node.kind !== 'object') {
    findings.problem(flow.file, node.offset, path, `${path} must be an object`);
    return undefined;
  }
  const scope = new Scope(flow.file, node, path, findings);
  const name = scope.text('optionName') ?? '';
  const rules = Object.hasOwn(processingKeys, name) ? processingKeys[name] : undefined;
  if (rules === undefined) {
    const hint = `kinship runs ${Object.keys(processingKeys).join(', ')}; a Java class cannot run here`;
    scope.problem('optionName', `is ${name === '' ? 'missing' : name}`, hint);
    return undefined;
  }
  scope.tell({ optionName: { is: 'done', note: '' }, ...rules });
  const option = Object.fromEntries(
    node.members
      .filter(({ key }) => key === 'optionName' || (rules[key] !== undefined && isTaken(name)))
      .map(({ key, value }) => [key, taken(key, plain(value))]),
  );
  return checked(scope, option);
}

/** Its options are about metadata that is not there. */
function isTaken(name: string): boolean {
  return name !== 'ADDEC2METADATA';
}

function taken(key: string, value: unknown): unknown {
  if (key === 'timestamp') return value === true || value === 'true';
  if (key === 'parseOptions' && typeof value === 'string') return [value];
  return value;
}

function checked(scope: Scope, option: Plain): Plain | undefined {
  const result = options.safeParse([option]);
  if (result.success) return option;
  for (const issue of result.error.issues) {
    const [, key = 'optionName'] = issue.path;
    scope.problem(String(key), issue.message.replace(/^(?!must |needs )/, 'is not right: '));
  }
  return undefined;
}
