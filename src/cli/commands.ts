import type { Command } from './command.ts';

/** What the help shows of a subcommand, and where it is. */
export interface CommandEntry {
  /** Name and arguments. */
  readonly usage: string;
  readonly about: string;
  /** Only the command that runs is loaded: all of them together are 60 MB of libraries. */
  load(): Promise<Command>;
}

/** All subcommands, in the order of the help. */
export const commands: ReadonlyMap<string, CommandEntry> = new Map<string, CommandEntry>([
  [
    'agent',
    {
      usage: 'agent CONFIG [--dry-run]',
      about:
        'tails log files and ships every line; --agent-json FILE runs a configuration of amazon-kinesis-agent',
      load: async () => (await import('./agent.ts')).agentCommand,
    },
  ],
  [
    'consume',
    {
      usage: 'consume CONFIG [--dry-run]',
      about: 'reads a Kinesis stream and indexes every event into OpenSearch once',
      load: async () => (await import('./consume.ts')).consumeCommand,
    },
  ],
  [
    'check',
    {
      usage: 'check CONFIG',
      about: 'tells everything that can be known before starting; exit code 78 where something is wrong',
      load: async () => (await import('./check.ts')).checkCommand,
    },
  ],
  [
    'parse',
    {
      usage: 'parse [--format F] [--time-zone Z] < FILE',
      about:
        'prints each line of its input as an event; or --config CONFIG --input N: as that input reads it',
      load: async () => (await import('./parse.ts')).parseCommand,
    },
  ],
  [
    'test',
    {
      usage: 'test CONFIG',
      about: 'checks the sample lines that stand with the inputs of a configuration',
      load: async () => (await import('./test.ts')).testCommand,
    },
  ],
  [
    'convert',
    {
      usage: 'convert AGENT.JSON [--blocks]',
      about:
        'writes a configuration of amazon-kinesis-agent as ours, with comments on what is done differently',
      load: async () => (await import('./convert.ts')).convertCommand,
    },
  ],
  [
    'positions',
    {
      usage: 'positions show|reset CONFIG',
      about: 'tells how far each file was shipped, or begins again: FILE or --all, --to beginning or end',
      load: async () => (await import('./positions.ts')).positionsCommand,
    },
  ],
  [
    'shipped',
    {
      usage: 'shipped CONFIG FILE [--wait 30s]',
      about: 'exit code 0 where every byte of the file is acknowledged, else 1; for logrotate',
      load: async () => (await import('./shipped.ts')).shippedCommand,
    },
  ],
  [
    'demo',
    {
      usage: 'demo [FILE...]',
      about: 'runs the whole road on this machine, with engines of its own',
      load: async () => (await import('./demo.ts')).demoCommand,
    },
  ],
  [
    'local',
    {
      usage: 'local [--port P] [--data DIR] [--no-limits] [--faults FILE] [--seed N]',
      about: 'serves a Kinesis of this machine, for development and tests',
      load: async () => (await import('./local.ts')).localCommand,
    },
  ],
  [
    'version',
    {
      usage: 'version',
      about: 'tells the version',
      load: async () => (await import('./version.ts')).versionCommand,
    },
  ],
]);
