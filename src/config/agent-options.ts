import { join } from 'node:path';
import { z } from 'zod';
import { kubernetesOptions } from '../metadata/kubernetes/options.ts';
import { metadataOptions } from '../metadata/options.ts';
import { firehoseOutputOptions } from '../sinks/firehose/options.ts';
import { kinesisOutputOptions } from '../sinks/kinesis/options.ts';
import { type FileInputOptions, fileInputOptions } from '../sources/file/options.ts';
import { forwardInputOptions } from '../sources/forward/options.ts';
import type { ReceiverOptions } from '../sources/index.ts';
import { journaldInputOptions } from '../sources/journald/options.ts';
import { stdinInputOptions } from '../sources/stdin/options.ts';
import { syslogInputOptions } from '../sources/syslog/options.ts';
import { checkCommonSteps, checkLines, checkReceivers, type InputsPair } from './agent-checks.ts';
import { httpOptions } from './http-options.ts';
import { stepsOptions } from './step-options.ts';
import { bytes, milliseconds } from './units.ts';

/** What an input of any type may have. */
const processing = {
  steps: stepsOptions.describe(
    'What is done with the events of this input, in this order (docs/processing.md).',
  ),
};

const inputs = z
  .array(
    z.discriminatedUnion('type', [
      fileInputOptions.safeExtend(processing),
      syslogInputOptions.safeExtend(processing),
      forwardInputOptions.safeExtend(processing),
      stdinInputOptions.safeExtend(processing),
      journaldInputOptions.safeExtend(processing),
    ]),
  )
  .min(1)
  .describe('Where lines come from.');

const output = z
  .discriminatedUnion('type', [kinesisOutputOptions, firehoseOutputOptions])
  .describe('Where events go.');

/** What holds for each flow of an agent. */
const common = {
  dataDir: z
    .string()
    .min(1)
    .default('/var/lib/kinship/agent')
    .describe(
      'Folder of the positions, the agent’s id and its dead letters. Keep it over restarts; one agent a folder. Its files are never shipped. Flows have folders of their own in it: `flows/NAME`.',
    ),
  hostName: z
    .string()
    .min(1)
    .optional()
    .describe('Written to each event as `host.name`. Default: the host’s own name.'),
  filesOpenMax: z
    .int()
    .min(10)
    .max(1_000_000)
    .default(1_000)
    .describe(
      'Log files that are open at a time, in each flow. Idle ones are closed first. Rotated files that are not wholly acknowledged stay open even beyond it, which is told.',
    ),
  spoolBytesMax: bytes({ min: 16 * 1024 * 1024 })
    .default(1024 ** 3)
    .describe(
      'What the spool may take in `dataDir/spool`, for messages of inputs that cannot be read again; each flow has one of its own. A full spool holds up senders; only over UDP are messages lost then.',
    ),
  steps: stepsOptions.describe('What is done with the events of all inputs, after the steps of their own.'),
  metadata: metadataOptions
    .default([])
    .describe(
      'What the agent finds out at its start about where it runs. It stands once at the head of each block, not in each event.',
    ),
  kubernetes: kubernetesOptions
    .optional()
    .describe(
      'Asks the API of Kubernetes for the labels and the node of the pods whose log files are read, known by their paths. `{}` is enough in a pod.',
    ),
  stuckAfterMs: milliseconds({ min: 1_000, max: 86_400_000 })
    .default(60_000)
    .describe(
      'What should move and does not for so long is called stuck, in `/metrics` and `/readyz`: whole lines that are not read, or lines that are not acknowledged.',
    ),
};

/** One flow: which files go to which stream. */
export const agentOptions = z.strictObject({ ...common, inputs, output });
export type AgentOptions = z.output<typeof agentOptions>;

/** What the only flow is called where the section has no `flows`; its folder is `dataDir` itself. */
const defaultFlow = 'default';

const flowName = /^[A-Za-z0-9](?:[\w.-]{0,62}[A-Za-z0-9])?$/;

const flow = z.strictObject({
  name: z
    .string()
    .regex(flowName, 'must be letters, digits, dots, dashes and underscores, 64 at most')
    .describe(
      'Tells the flow apart in the log, in metrics, and by its folder `flows/NAME` in `dataDir`: a flow under another name is a new one. `default` is the one that `inputs` and `output` would be.',
    ),
  inputs,
  output,
});

/** The section `agent`: its flows, and what they share. */
export const agentSection = z
  .strictObject({
    ...common,
    inputs: inputs.optional(),
    output: output.optional(),
    flows: z
      .array(flow)
      .min(1)
      .optional()
      .describe(
        'Several pairs of inputs and output, in the place of `inputs` and `output`. Each reads, delivers and remembers for itself: a slow or wrong stream of one holds up no other.',
      ),
    http: httpOptions.prefault({}).describe('Where `/metrics`, `/livez` and `/readyz` are asked for.'),
    reloadOnChange: z
      .boolean()
      .default(true)
      .describe(
        'Whether a changed configuration file is taken while the agent runs, as on SIGHUP. One with a mistake is refused, and the one before goes on.',
      ),
  })
  .superRefine((section, context) => {
    const { flows } = section;
    const written = (['inputs', 'output'] as const).filter((name) => section[name] !== undefined);
    if (flows === undefined && written.length < 2)
      context.addIssue({ code: 'custom', path: [], message: incomplete(written[0]) });
    if (flows !== undefined)
      for (const name of written) context.addIssue({ code: 'custom', path: [name], message: beside });
    const pairs = pairsOf(section);
    for (const pair of pairs) checkLines(context, pair);
    checkCommonSteps(context, section, pairs);
    checkReceivers(context, pairs);
    for (const [index, { name }] of (flows ?? []).entries()) {
      const first = flows?.findIndex((other) => other.name === name) ?? index;
      if (first === index) continue;
      const message = `flow ${first + 1} of the list has this name already: each needs its own`;
      context.addIssue({ code: 'custom', path: ['flows', index, 'name'], message });
    }
  });

function pairsOf({
  inputs = [],
  output,
  flows = [],
}: Pick<AgentSection, 'inputs' | 'output' | 'flows'>): InputsPair[] {
  const only = output === undefined ? [] : [{ inputs, output, path: ['inputs'] }];
  return [...only, ...flows.map((flow, index) => ({ ...flow, path: ['flows', index, 'inputs'] }))];
}

function incomplete(written: 'inputs' | 'output' | undefined): string {
  if (written === undefined) return 'it needs inputs and output, or flows';
  return `it has ${written}, and lacks ${written === 'inputs' ? 'output' : 'inputs'}`;
}

const beside = 'cannot stand beside flows: make it part of one, such as a flow named "default"';

export type AgentSection = z.output<typeof agentSection>;

/** A flow of an agent, with all that it is to know. */
export interface Flow {
  readonly name: string;
  readonly options: AgentOptions;
}

/** The flows of a section, in the order of the file. */
export function flowsOf({ inputs, output, flows, ...section }: AgentSection): Flow[] {
  const { dataDir, hostName, filesOpenMax, spoolBytesMax, steps, metadata, kubernetes, stuckAfterMs } =
    section;
  const shared = { hostName, filesOpenMax, spoolBytesMax, steps, metadata, kubernetes, stuckAfterMs };
  // The schema lets through either both or flows.
  const only = inputs === undefined || output === undefined ? [] : [{ name: defaultFlow, inputs, output }];
  return (flows ?? only).map(({ name, ...options }) => ({
    name,
    options: { ...shared, ...options, dataDir: flowFolder(dataDir, name) },
  }));
}

/** An input of a section, and the way to it from the top of the file. */
export interface PlacedInput {
  readonly input: AgentOptions['inputs'][number];
  readonly path: readonly (string | number)[];
}

/** The inputs of all flows, in the order of the file. */
export function inputsOf({ inputs = [], flows = [] }: AgentSection): PlacedInput[] {
  const placed = (list: AgentOptions['inputs'], path: PlacedInput['path']) =>
    list.map((input, index) => ({ input, path: [...path, 'inputs', index] }));
  return [
    ...placed(inputs, ['agent']),
    ...flows.flatMap((flow, index) => placed(flow.inputs, ['agent', 'flows', index])),
  ];
}

/** Whether its flows are told by their names: in the log, in metrics, and in what a person is shown. */
export function hasNamedFlows({ flows }: AgentSection): boolean {
  return flows !== undefined;
}

function flowFolder(dataDir: string, name: string): string {
  return name === defaultFlow ? dataDir : join(dataDir, 'flows', name);
}

type Inputs = AgentOptions['inputs'];
type Processing = Pick<Inputs[number], 'steps'>;

export function fileOptionsOf(inputs: Inputs): (FileInputOptions & Processing)[] {
  return inputs.filter((input) => input.type === 'file');
}

/** Of inputs that cannot be read again. */
export function receiverOptionsOf(inputs: Inputs): (ReceiverOptions & Processing)[] {
  return inputs.filter((input) => input.type !== 'file');
}
