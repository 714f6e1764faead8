// npm run bench -- [NAME] [--json] [--write] [--lines N] [--rounds N]

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { exitCodes } from '../../src/cli/exit-codes.ts';
import { agentParsedBench, agentRawBench } from './agent-bench.ts';
import type { Bench, BenchOptions } from './bench.ts';
import { idleFilesBench } from './idle-files-bench.ts';
import { localStreamBench } from './local-stream-bench.ts';
import { describeMachine } from './machine.ts';
import { formatMachine, formatPage, formatTable, type Measured } from './page.ts';

/** All benches, by name, in the order they run. */
const benches: Readonly<Record<string, Bench>> = {
  'agent-parsed': agentParsedBench,
  'agent-raw': agentRawBench,
  'idle-files': idleFilesBench,
  'local-stream': localStreamBench,
};

const pagePath = join(import.meta.dirname, '..', '..', 'docs', 'benchmarks.md');

process.exitCode = await main(process.argv.slice(2));

async function main(args: string[]): Promise<number> {
  const request = readArguments(args);
  if (typeof request === 'string') {
    process.stderr.write(`${request}\n\n${usage()}`);
    return exitCodes.usage;
  }
  const { names, single, json, write, options } = request;
  const measured: Measured[] = [];
  for (const name of names) {
    const bench = benches[name];
    if (bench !== undefined) measured.push({ name, bench, figures: await bench.run(options) });
  }
  process.stdout.write(json ? formatJson(measured, single) : formatText(measured));
  if (write) await writePage(measured, options);
  return exitCodes.ok;
}

interface Request {
  readonly names: readonly string[];
  /** One bench was asked for by name. */
  readonly single: boolean;
  readonly json: boolean;
  readonly write: boolean;
  readonly options: BenchOptions;
}

/** What to do, or what is wrong with the arguments. */
function readArguments(args: string[]): Request | string {
  try {
    const { values, positionals } = parseArgs({
      args,
      allowPositionals: true,
      options: {
        json: { type: 'boolean', default: false },
        write: { type: 'boolean', default: false },
        lines: { type: 'string', default: '1000000' },
        rounds: { type: 'string', default: '3' },
      },
    });
    const unknown = positionals.find((name) => !Object.hasOwn(benches, name));
    if (unknown !== undefined) return `there is no bench "${unknown}"`;
    const { json, write } = values;
    if (write && positionals.length > 0) return '--write measures all benches; name none';
    const options = { lines: count(values.lines), rounds: count(values.rounds), tell };
    const names = positionals.length > 0 ? positionals : Object.keys(benches);
    return { names, single: positionals.length === 1, json, write, options };
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

function count(text: string): number {
  if (!/^[1-9]\d*$/.test(text)) throw new RangeError(`"${text}" is no number of 1 or more`);
  return Number(text);
}

/** Progress goes to stderr: stdout belongs to the figures. */
function tell(text: string): void {
  process.stderr.write(`bench: ${text}\n`);
}

/** Of one bench its figures, of several an object of them by name. */
function formatJson(measured: readonly Measured[], single: boolean): string {
  const byName = Object.fromEntries(measured.map(({ name, figures }) => [name, figures]));
  const figures = single ? measured[0]?.figures : byName;
  return `${JSON.stringify({ ...figures, machine: describeMachine() }, null, 2)}\n`;
}

function formatText(measured: readonly Measured[]): string {
  return `${measured.map(formatTable).join('\n')}\n${formatMachine(describeMachine())}\n`;
}

async function writePage(measured: readonly Measured[], options: BenchOptions): Promise<void> {
  const profiled = [];
  for (const one of measured) profiled.push({ ...one, selfTimes: await one.bench.profile(options) });
  const day = new Date().toISOString().slice(0, 10);
  mkdirSync(join(pagePath, '..'), { recursive: true });
  writeFileSync(pagePath, formatPage(profiled, describeMachine(), day));
}

function usage(): string {
  const list = Object.entries(benches).map(([name, { about }]) => `  ${name.padEnd(14)}${about}\n`);
  return `usage: npm run bench -- [NAME…] [--json] [--write] [--lines N] [--rounds N]

${list.join('')}
  --json    the figures as one JSON object on stdout
  --write   write them to docs/benchmarks.md, with a CPU profile of each bench
`;
}
