import { readFileSync } from 'node:fs';
import { z } from 'zod';

/** Far above any key; a log file given by mistake is not read into a key. */
const secretCharsMax = 4_096;

/** An option that names a file; its typed value is the secret in it, without the newline at its end. */
export function secretFile({ charsMin }: { readonly charsMin: number }) {
  return z
    .string()
    .min(1)
    .transform((path, issues) => {
      const read = readSecret(path);
      const problem = 'problem' in read ? read.problem : lengthProblem(read.secret, charsMin);
      if ('secret' in read && problem === undefined) return read.secret;
      issues.addIssue({ code: 'custom', message: problem ?? '', input: path });
      return z.NEVER;
    });
}

function readSecret(path: string): { readonly secret: string } | { readonly problem: string } {
  try {
    return { secret: readFileSync(path, 'utf8').replace(/\r?\n$/, '') };
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : 'unknown';
    return { problem: `the file cannot be read (${code})` };
  }
}

function lengthProblem(secret: string, charsMin: number): string | undefined {
  if (secret.length < charsMin) return `the file must hold at least ${charsMin} characters`;
  return secret.length > secretCharsMax ? `the file holds more than ${secretCharsMax} characters` : undefined;
}
