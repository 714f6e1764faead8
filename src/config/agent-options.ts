import { z } from 'zod';
import { kubernetesOptions } from '../metadata/kubernetes/options.ts';
import { metadataOptions } from '../metadata/options.ts';
import { kinesisOutputOptions } from '../sinks/kinesis/options.ts';
import { type FileInputOptions, fileInputOptions } from '../sources/file/options.ts';
import { forwardInputOptions } from '../sources/forward/options.ts';
import type { ReceiverOptions } from '../sources/index.ts';
import { journaldInputOptions } from '../sources/journald/options.ts';
import { stdinInputOptions } from '../sources/stdin/options.ts';
import { syslogInputOptions } from '../sources/syslog/options.ts';
import { httpOptions } from './http-options.ts';
import { stepsOptions } from './step-options.ts';
import { bytes, milliseconds } from './units.ts';

/** What an input of any type may have. */
const processing = {
  steps: stepsOptions.describe(
    'What is done with the events of this input, in this order (docs/processing.md).',
  ),
};

/** The section `agent`: which files go to which stream. */
export const agentOptions = z.strictObject({
  dataDir: z
    .string()
    .min(1)
    .default('/var/lib/kinship/agent')
    .describe(
      'Folder of the positions, the agent’s id and its dead letters. Keep it over restarts; one agent a folder. Its files are never shipped.',
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
      'Log files that are open at a time. Idle ones are closed first. Rotated files that are not wholly acknowledged stay open even beyond it, which is told.',
    ),
  spoolBytesMax: bytes({ min: 16 * 1024 * 1024 })
    .default(1024 ** 3)
    .describe(
      'What the spool may take in `dataDir/spool`, for messages of inputs that cannot be read again. A full spool holds up senders; only over UDP are messages lost then.',
    ),
  inputs: z
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
    .describe('Where lines come from.'),
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
  output: z.discriminatedUnion('type', [kinesisOutputOptions]).describe('Where events go.'),
  http: httpOptions.prefault({}).describe('Where `/metrics`, `/livez` and `/readyz` are asked for.'),
  stuckAfterMs: milliseconds({ min: 1_000, max: 86_400_000 })
    .default(60_000)
    .describe(
      'What should move and does not for so long is called stuck, in `/metrics` and `/readyz`: whole lines that are not read, or lines that are not acknowledged.',
    ),
  reloadOnChange: z
    .boolean()
    .default(true)
    .describe(
      'Whether a changed configuration file is taken while the agent runs, as on SIGHUP. One with a mistake is refused, and the one before goes on.',
    ),
});

export type AgentOptions = z.output<typeof agentOptions>;

type Inputs = AgentOptions['inputs'];
type Processing = Pick<Inputs[number], 'steps'>;

export function fileOptionsOf(inputs: Inputs): (FileInputOptions & Processing)[] {
  return inputs.filter((input) => input.type === 'file');
}

/** Of inputs that cannot be read again. */
export function receiverOptionsOf(inputs: Inputs): (ReceiverOptions & Processing)[] {
  return inputs.filter((input) => input.type !== 'file');
}
