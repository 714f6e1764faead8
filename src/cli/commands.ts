import { agentCommand } from './agent.ts';
import { checkCommand } from './check.ts';
import type { Command } from './command.ts';
import { consumeCommand } from './consume.ts';
import { demoCommand } from './demo.ts';
import { localCommand } from './local.ts';
import { versionCommand } from './version.ts';

/** All subcommands, in the order of the help. */
export const commands: ReadonlyMap<string, Command> = new Map(
  Object.entries({
    agent: agentCommand,
    consume: consumeCommand,
    check: checkCommand,
    demo: demoCommand,
    local: localCommand,
    version: versionCommand,
  }),
);
