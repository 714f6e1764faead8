import { Findings, type JsonFile, type JsonFinding, type JsonNote } from './findings.ts';
import { type FlowMode, type ReadFlow, readFlow } from './flow.ts';
import { type JsonNode, JsonTextError, readJson } from './json-text.ts';
import { agentKeys } from './keys.ts';
import { Scope } from './scope.ts';

/** What a configuration of amazon-kinesis-agent becomes. */
export interface ReadAgentJson {
  readonly flows: readonly ReadFlow[];
  /** Its SQLite file of checkpoints. */
  readonly checkpointFile: string;
  /** What stops no start. */
  readonly notes: readonly JsonNote[];
  /** Flows, or files, that cannot be run. */
  readonly problems: readonly JsonFinding[];
}

const checkpointFileDefault = '/var/run/aws-kinesis-agent/checkpoints';

/**
 * Reads agent.json, and the further files of agent.d: only their flows count, and the settings at the top are those of
 * the first file, as with amazon-kinesis-agent. Pure: texts in, options out.
 */
export function readAgentJson(files: readonly [JsonFile, ...JsonFile[]], mode: FlowMode): ReadAgentJson {
  const findings = new Findings();
  const [main, ...others] = files.map((file) => scopeOf(file, findings));
  if (main === undefined) return { flows: [], checkpointFile: checkpointFileDefault, ...findings };
  main.tell(agentKeys);
  const flows = [main, ...others].flatMap((scope) =>
    scope === undefined ? [] : flowsIn(scope, main, mode, findings),
  );
  if (flows.length === 0 && findings.problems.length === 0) main.problem('flows', 'has no flow');
  return {
    flows: distinct(flows),
    checkpointFile: main.text('checkpointFile') ?? checkpointFileDefault,
    ...findings,
  };
}

function scopeOf(file: JsonFile, findings: Findings): Scope | undefined {
  try {
    const node = readJson(file.text);
    if (node.kind === 'object') return new Scope(file, node, '', findings);
    findings.problem(file, node.offset, '', 'the file must be one object in braces');
  } catch (error) {
    if (!(error instanceof JsonTextError)) throw error;
    findings.problem(file, error.offset, '', `this is not valid JSON: ${error.message}`);
  }
  return undefined;
}

function flowsIn(scope: Scope, main: Scope, mode: FlowMode, findings: Findings): ReadFlow[] {
  const list = scope.member('flows')?.value;
  if (list === undefined) return [];
  if (list.kind !== 'array') {
    scope.problem('flows', 'must be a list');
    return [];
  }
  return list.items.flatMap((item: JsonNode, index) => {
    const path = `flows[${index}]`;
    if (item.kind === 'object')
      return readFlow(new Scope(scope.file, item, path, findings), main, mode, findings) ?? [];
    findings.problem(scope.file, item.offset, path, `${path} must be an object`);
    return [];
  });
}

/** amazon-kinesis-agent refuses a flow that comes twice; that it is there once is what was meant. */
function distinct(flows: readonly ReadFlow[]): ReadFlow[] {
  return [...new Map(flows.map((flow) => [flow.id, flow])).values()];
}
