import { expect, it } from 'vitest';
import { ConfigError } from '../../../src/config/error.ts';
import { parseConfig } from '../../../src/config/load.ts';
import type { Environment } from '../../../src/config/substitute.ts';
import { sampleSchema } from './sample-schema.ts';

/** A file with something wrong in it, and all that must be said about it. */
export interface ProblemCase {
  readonly title: string;
  readonly text: string;
  readonly env?: Environment;
  readonly problems: string;
}

/** Declares one test a case. */
export function checkProblems(cases: readonly ProblemCase[]): void {
  it.each(cases)('$title', ({ text, env = {}, problems }) => {
    expect(`\n${problemsOf(text, env)}\n`).toBe(problems);
  });
}

/** The message of the ConfigError that a text causes, or "none". */
function problemsOf(text: string, env: Environment): string {
  try {
    parseConfig(text, 'agent.yaml', sampleSchema, env);
    return 'none';
  } catch (error) {
    if (error instanceof ConfigError) return error.message;
    throw error;
  }
}
