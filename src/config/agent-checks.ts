import type { z } from 'zod';
import { isSamePlace } from '../listen/options.ts';
import type { FileInputOptions } from '../sources/file/options.ts';
import type { ReceiverOptions } from '../sources/index.ts';
import type { Step } from '../steps/step.ts';
import { formatPath } from './path.ts';

type Input = (FileInputOptions | ReceiverOptions) & { readonly steps: readonly Step[] };

/** What one flow reads and where it goes; `path` leads from the section to its inputs. */
export interface InputsPair {
  readonly inputs: readonly Input[];
  readonly output: { readonly format: string };
  readonly path: readonly PropertyKey[];
}

/** A line of any bytes is to fit into a record: as an event it is some four times as long at the worst. */
const eventLineBytesMax = 240 * 1024;

/** Whether the lines of the inputs are such as the output can send. */
export function checkLines(context: z.core.$RefinementCtx, { inputs, output, path }: InputsPair): void {
  const isCompat = output.format === 'compat';
  for (const [index, input] of inputs.entries()) {
    const say = (option: string, message: string) =>
      context.addIssue({ code: 'custom', path: [...path, index, option], message });
    if (input.type !== 'file') {
      if (isCompat)
        say('type', `format: compat sends lines of files as they stand, and takes no ${input.type}`);
      continue;
    }
    const { lineBytesMax, format, steps } = input;
    if (!isCompat && lineBytesMax > eventLineBytesMax)
      say('lineBytesMax', 'must be at most 240KiB, except with format: compat');
    if (isCompat && typeof format === 'object' && (format.type === 'docker' || format.type === 'cri'))
      say('format', `${format.type} files are not lines that format: compat could send as they stand`);
    if (isCompat && steps.length > 0) say('steps', withoutSteps);
  }
}

/** Steps of all inputs: a line that stays as it is, though it was to be redacted, is not to be sent. */
export function checkCommonSteps(
  context: z.core.$RefinementCtx,
  { steps }: { readonly steps: readonly Step[] },
  pairs: readonly InputsPair[],
): void {
  if (steps.length === 0 || pairs.every(({ output }) => output.format !== 'compat')) return;
  const message = `${withoutSteps}; give the steps to the inputs of the other flows`;
  context.addIssue({ code: 'custom', path: ['steps'], message });
}

const withoutSteps = 'format: compat sends lines as they stand, and no step could change them';

/** There is one standard input, and where one input listens no other can: over all flows, for they share the process. */
export function checkReceivers(context: z.core.$RefinementCtx, pairs: readonly InputsPair[]): void {
  const placed = pairs.flatMap(({ inputs, path }) =>
    inputs.map((input, index) => ({ input, path: [...path, index] })),
  );
  for (const [index, { input, path }] of placed.entries()) {
    const before = placed.slice(0, index);
    const say = (option: string, message: string) =>
      context.addIssue({ code: 'custom', path: [...path, option], message });
    const reader = before.find((other) => other.input.type === 'stdin');
    if (input.type === 'stdin' && reader !== undefined)
      say('type', `${written(reader.path)} reads standard input already: one input alone can`);
    const held = before.flatMap((other) =>
      listensAt(other.input).map((address) => ({ address, path: other.path })),
    );
    const holder = held.find((one) => listensAt(input).some((address) => isSamePlace(one.address, address)));
    if (holder !== undefined)
      say('listen', `${written(holder.path)} listens at ${holder.address} already: each needs its own place`);
  }
}

function listensAt(input: Input): readonly string[] {
  return 'listen' in input ? input.listen : [];
}

function written(path: readonly PropertyKey[]): string {
  return formatPath(['agent', ...path]);
}
