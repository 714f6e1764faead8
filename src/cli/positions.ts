import { parseArgs } from 'node:util';
import { type AgentSection, hasNamedFlows } from '../config/agent-options.ts';
import type { KnownFile } from '../record/position.ts';
import type { Command, CommandContext } from './command.ts';
import { configArguments, takeConfig } from './config-source.ts';
import { sectionOf } from './daemon.ts';
import { CommandError, exitCodes } from './exit-codes.ts';
import { fileNow } from './file-now.ts';
import { type FlowPositions, knownPositions } from './known-positions.ts';
import { resetPositions } from './positions-reset.ts';

const synopsis =
  'kinship positions show CONFIG [--json]\n  kinship positions reset CONFIG FILE|--all [--to beginning|end] [--dry-run]';

/** How far each file was shipped, and how to begin again. */
export const positionsCommand: Command = async (args, context) => {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      json: { type: 'boolean', default: false },
      all: { type: 'boolean', default: false },
      to: { type: 'string', default: 'beginning' },
      'dry-run': { type: 'boolean', default: false },
      ...configArguments,
    },
  });
  const [action, ...named] = positionals;
  const { sourceOf, rest } = takeConfig(values, named, usageText);
  const [file, ...more] = rest;
  if (more.length > 0) throw usage();
  const source = sourceOf(context.env);
  const agent = sectionOf(source.load().config, 'agent', source.path);
  if (action === 'show' && file === undefined)
    return show(agent, await knownPositions(agent, context), values.json, context);
  const { to, all, 'dry-run': dryRun } = values;
  if (action !== 'reset') throw usage();
  if (to !== 'beginning' && to !== 'end')
    throw new CommandError(exitCodes.usage, `--to takes beginning or end, and not "${to}"`);
  if (all === (file !== undefined)) throw usage();
  return resetPositions({ agent, file, to, dryRun }, context);
};

const usageText = `positions are shown or reset:\n  ${synopsis}`;

function usage(): CommandError {
  return new CommandError(exitCodes.usage, usageText);
}

interface Row {
  /** Only where the configuration names flows. */
  readonly flow?: string;
  readonly path: string;
  readonly generation: string;
  readonly offset: number;
  readonly isThere: boolean;
  /** Null where it is gone, or packed. */
  readonly size: number | null;
  readonly behind: number | null;
  readonly rotated: boolean;
}

function show(
  agent: AgentSection,
  flows: readonly FlowPositions[],
  asJson: boolean,
  { stdout }: CommandContext,
): number {
  const areNamed = hasNamedFlows(agent);
  const rows = flows.flatMap(({ flow, files }) => {
    const sorted = files.map(toRow).sort((left, right) => (left.path < right.path ? -1 : 1));
    return areNamed ? sorted.map((row) => ({ flow: flow.name, ...row })) : sorted;
  });
  stdout.write(asJson ? `${JSON.stringify(rows, undefined, 2)}\n` : table(rows));
  return exitCodes.ok;
}

function toRow(known: KnownFile): Row {
  const now = fileNow(known);
  const { generation, offset } = known;
  const size = now?.size ?? null;
  return {
    path: now?.path ?? known.path,
    generation,
    offset,
    isThere: now !== undefined,
    size,
    behind: size === null ? null : Math.max(0, size - offset),
    rotated: known.rotatedAtMs !== undefined,
  };
}

function table(rows: readonly Row[]): string {
  if (rows.length === 0) return 'no file has been seen yet\n';
  const areNamed = rows.some(({ flow }) => flow !== undefined);
  const titles = [...(areNamed ? ['flow'] : []), 'path', 'generation', 'offset', 'size', 'behind', 'rotated'];
  const lines = rows.map(({ flow, path, generation, offset, isThere, size, behind, rotated }) => [
    ...(flow === undefined ? [] : [flow]),
    path,
    generation,
    String(offset),
    size === null ? (isThere ? 'packed' : 'gone') : String(size),
    behind === null ? '–' : String(behind),
    rotated ? 'yes' : 'no',
  ]);
  const all = [titles, ...lines];
  const widths = titles.map((_, column) => Math.max(...all.map((line) => line[column]?.length ?? 0)));
  return all
    .map(
      (line) =>
        `${line
          .map((cell, column) => cell.padEnd(widths[column] ?? 0))
          .join('  ')
          .trimEnd()}\n`,
    )
    .join('');
}
