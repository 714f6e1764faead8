import { readFileSync, statSync } from 'node:fs';
import type { z } from 'zod';
import { findDuplicates } from './duplicates.ts';
import { ConfigError, type Problem } from './error.ts';
import { interpolate } from './interpolate.ts';
import type { Environment } from './substitute.ts';
import { validate } from './validate.ts';
import { readYaml } from './yaml-file.ts';

/**
 * Reads a configuration file: YAML, with `${NAME}` replaced from the environment, checked against the schema.
 * Throws a ConfigError that tells everything that is wrong with the file at once.
 */
export function loadConfig<T>(path: string, schema: z.ZodType<T>, env: Environment): T {
  return parseConfig(readText(path), path, schema, env);
}

/** As loadConfig, for a text already read; `path` is only what the errors call it. */
export function parseConfig<T>(text: string, path: string, schema: z.ZodType<T>, env: Environment): T {
  const reading = readYaml(text, path);
  if ('problems' in reading) throw new ConfigError(reading.problems);
  const { yaml } = reading;
  const duplicates = findDuplicates(yaml);
  const interpolation = interpolate(yaml, env);
  const validation = validate(yaml, schema, interpolation);
  const problems = [...duplicates, ...interpolation.problems, ...validation.problems];
  if (problems.length > 0 || !('config' in validation)) throw new ConfigError(problems);
  return validation.config;
}

/** Far above any configuration; a log file given by mistake is refused before it fills the memory. */
const configBytesMax = 1024 * 1024;

function readText(path: string): string {
  try {
    if (statSync(path).size > configBytesMax) throw new RangeError('larger than configBytesMax');
    return new TextDecoder('utf-8', { fatal: true }).decode(readFileSync(path));
  } catch (cause) {
    throw new ConfigError([unreadable(path, cause)], { cause });
  }
}

export function unreadable(file: string, cause: unknown): Problem {
  const code = cause instanceof RangeError ? 'TOO_LARGE' : codeOf(cause);
  const words = reasons[code] ?? { message: `the file cannot be read (${code})` };
  return { file, line: 0, column: 0, path: '', ...words };
}

function codeOf(cause: unknown): string {
  return cause instanceof Error && 'code' in cause ? String(cause.code) : 'unknown';
}

const reasons: Readonly<Record<string, Pick<Problem, 'message' | 'hint'>>> = {
  ENOENT: { message: 'there is no such file', hint: 'check the path, and the folder you are in' },
  EACCES: { message: 'this user may not read the file', hint: 'check its owner and mode with ls -l' },
  EISDIR: { message: 'this is a folder, not a file', hint: 'name the file inside it' },
  TOO_LARGE: { message: 'the file is larger than 1 MiB', hint: 'is it really a configuration file?' },
  ERR_ENCODING_INVALID_ENCODED_DATA: {
    message: 'the file is not UTF-8 text',
    hint: 'save it again with the encoding UTF-8',
  },
};
