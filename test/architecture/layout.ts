import { posix } from 'node:path';

/**
 * The parts of src/, by what they may import:
 *   pure      no disk, no network, no clock, no randomness
 *   ground    what every edge stands on: the SDK's clients, SQLite files, sockets that listen, and happenings
 *   edge      speaks to one thing outside; each folder in sources/ and sinks/ is an edge of its own
 *   list      sources/index.ts and sinks/index.ts
 */
type Zone = 'pure' | 'ground' | 'edge' | 'list' | 'config' | 'assembly' | 'engines' | 'demo' | 'cli';

/** Where a file belongs: `unit` is the folder (or the single file) that may import itself freely. */
export interface Place {
  readonly zone: Zone;
  readonly unit: string;
}

/** One daemon put together: `src/agent.ts`, and what outgrew it, `src/agent-writer.ts`. */
const assemblyFile = /^(agent|consumer|wallboard)(-[a-z-]+)?\.ts$/;

/** How an option is written down (durations, sizes): the one thing in config that the options beside an edge need. */
const optionUnits = 'src/config/units.ts';
/** Where options are declared: `options.ts`, and what outgrew it, `format-options.ts`. */
const optionsFile = /^(?:[a-z-]+-)?options\.ts$/;

const zones: Readonly<Record<string, Zone>> = {
  ...inZone('pure', [
    'record',
    'parse',
    'wire',
    'shard',
    'document',
    'window',
    'flow',
    'steps',
    'compat',
    'agent-json',
  ]),
  ...inZone('ground', ['aws', 'sqlite', 'listen', 'telemetry']),
  ...inZone('edge', [
    'sources',
    'sinks',
    'leases',
    'positions',
    'metadata',
    'spool',
    'wallboard',
    'local-stream',
  ]),
  ...inZone('config', ['config']),
  ...inZone('engines', ['engines']),
  ...inZone('demo', ['demo']),
  ...inZone('cli', ['cli']),
};

/** What each zone may import besides its own unit. */
const mayImport: Readonly<Record<Zone, readonly Zone[]>> = {
  pure: ['pure'],
  ground: ['pure'],
  edge: ['pure', 'ground'],
  list: ['pure', 'ground'],
  config: ['pure', 'list'],
  assembly: ['pure', 'ground', 'edge', 'list', 'config'],
  engines: ['pure', 'ground', 'edge', 'list', 'config'],
  demo: ['pure', 'ground', 'edge', 'list', 'config', 'assembly', 'engines', 'cli'],
  cli: ['pure', 'ground', 'edge', 'list', 'config', 'assembly', 'engines', 'demo'],
};

/** The place of a path like `src/sources/file/reader.ts`; undefined when the layout does not know its folder. */
export function placeOf(path: string): Place | undefined {
  const [, top = '', second, third] = path.split('/');
  if (second === undefined) return assemblyPlace(top);
  const zone = zones[top];
  if (zone === undefined) return undefined;
  if (top === 'local-stream') return localStreamPlace(second, third);
  if (top !== 'sources' && top !== 'sinks') return { zone, unit: top };
  if (third !== undefined) return { zone, unit: `${top}/${second}` };
  return second === 'index.ts' ? { zone: 'list', unit: `${top}/index.ts` } : undefined;
}

/** Whether the rule of imports lets the file at `fromPath` (in `from`) import the file at `toPath` (in `to`). */
export function isAllowed(from: Place, fromPath: string, to: Place, toPath: string): boolean {
  if (from.unit === to.unit || mayImport[from.zone].includes(to.zone)) return true;
  if (from.zone === 'list') return posix.dirname(from.unit) === posix.dirname(to.unit);
  // An option is declared beside the code that uses it, and config puts them all together.
  if (from.zone === 'config') return posix.basename(toPath) === 'options.ts';
  return optionsFile.test(posix.basename(fromPath)) && toPath === optionUnits;
}

function assemblyPlace(file: string): Place | undefined {
  const daemon = assemblyFile.exec(file)?.[1];
  return daemon === undefined ? undefined : { zone: 'assembly', unit: `${daemon}.ts` };
}

/** The local Kinesis: a pure core, and the edges that keep it on disk and serve it. */
function localStreamPlace(folder: string, file: string | undefined): Place | undefined {
  if (file === undefined) return undefined;
  return { zone: folder === 'core' ? 'pure' : 'edge', unit: `local-stream/${folder}` };
}

function inZone(zone: Zone, names: readonly string[]): Record<string, Zone> {
  return Object.fromEntries(names.map((name) => [name, zone]));
}
