import { setFlagsFromString } from 'node:v8';
import { reasonOf } from '../record/reason.ts';

/** A regular expression of a user that cannot be had; the message is a predicate: "must …". */
export class PatternError extends Error {
  override readonly name = 'PatternError';
}

let isGuarded = false;

/**
 * Compiles a regular expression that a user wrote. No text can make it hang: after 50,000 steps back, V8 goes on with an
 * engine whose time is linear in the text. What that engine cannot run is refused, by a PatternError; so it is with the
 * flags it does not know, such as `i` and `u`.
 */
export function userPattern(source: string, flags: '' | 'g' | 's' | 'm' | 'y' = ''): RegExp {
  const problem = patternProblem(source);
  if (problem !== undefined) throw new PatternError(problem);
  return new RegExp(source, flags);
}

/** What is wrong with a user's regular expression, as a predicate ("must …"); undefined where nothing is. */
export function patternProblem(source: string): string | undefined {
  guard();
  const syntax = errorOf(() => new RegExp(source));
  if (syntax !== undefined) return `must be a regular expression: ${lastPartOf(syntax)}`;
  if (/(?:^|[^\\])(?:\\\\)*\\(?:[pP]\{|u\{)/.test(source))
    return 'must not use \\p{…} or \\u{…}, which mean that only in patterns with the flag u: write the characters out';
  return isLinear(source) ? undefined : `must be a pattern that runs in linear time: ${culpritOf(source)}`;
}

/** By the engine itself: it refuses to compile what it cannot run. */
function isLinear(source: string): boolean {
  setFlagsFromString('--enable-experimental-regexp-engine');
  try {
    return errorOf(() => new RegExp(source, 'l')) === undefined;
  } finally {
    setFlagsFromString('--no-enable-experimental-regexp-engine');
  }
}

/** Before the first pattern of a user runs: V8 compiles at the first use, under the flags that hold then. */
function guard(): void {
  if (isGuarded) return;
  setFlagsFromString('--enable-experimental-regexp-engine-on-excessive-backtracks');
  isGuarded = true;
}

function errorOf(compile: () => RegExp): string | undefined {
  try {
    compile();
    return undefined;
  } catch (error) {
    return reasonOf(error);
  }
}

/** `Invalid regular expression: /(/: Unterminated group` → `Unterminated group` */
function lastPartOf(message: string): string {
  return message.slice(message.lastIndexOf(': ') + 2);
}

const culprits: readonly (readonly [sign: RegExp, words: string])[] = [
  [/\(\?[=!]/, 'a lookahead, (?=…) or (?!…), takes another engine'],
  [/\(\?<[=!]/, 'a lookbehind, (?<=…) or (?<!…), takes another engine'],
  [/\\(?:[1-9]|k<)/, 'a back reference, \\1 or \\k<name>, takes another engine'],
  [/\(\?[-imsx]+[:)]/, 'a modifier such as (?i:…) takes another engine: write both cases, as in [Ee]rror'],
  [/\{\d+(?:,\d*)?\}/, 'a part is repeated more than 16 times, {n,m}: use + or *'],
];

function culpritOf(source: string): string {
  return culprits.find(([sign]) => sign.test(source))?.[1] ?? 'it holds something that takes another engine';
}
