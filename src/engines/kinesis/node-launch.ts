import { createRequire } from 'node:module';
import { dirname, extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ask } from '../process/http-probe.ts';
import type { Launch } from '../process/start-child.ts';
import { ClosedWay } from '../ways.ts';

/** A Kinesis that is a Node program. */
export interface NodeProgram {
  /** Its file, seen from this one, without extension. */
  readonly entry: string;
  readonly args: readonly string[];
  readonly port: number;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** The command that runs it on the Node that runs us; it is ready when it answers anything at all. */
export function nodeLaunch({ entry, args, port, env }: NodeProgram): Launch {
  const url = `http://127.0.0.1:${port}`;
  // Built, all our files end in .js; unbuilt in .ts, which Node runs as they are.
  const path = fileURLToPath(new URL(entry + extname(import.meta.url), import.meta.url));
  const missing = async (): Promise<string | undefined> => {
    const answer = await ask(url);
    return 'problem' in answer ? answer.problem : undefined;
  };
  return { command: process.execPath, args: [path, ...args], env, url, missing };
}

/** Where a package is installed. Throws ClosedWay when it is not: emulators are development dependencies. */
export function packageFolder(name: string): string {
  try {
    return dirname(createRequire(import.meta.url).resolve(name));
  } catch (error) {
    throw new ClosedWay(`the package ${name} is not installed`, error);
  }
}
