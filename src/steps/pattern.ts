/** A regular expression that a user wrote. Throws a SyntaxError where it is none. */
export function userPattern(source: string, flags: '' | 'g' = ''): RegExp {
  return new RegExp(source, flags);
}

/** What is wrong with a user's regular expression, as a predicate ("must …"); undefined where nothing is. */
export function patternProblem(source: string): string | undefined {
  try {
    userPattern(source);
    return undefined;
  } catch (error) {
    // `Invalid regular expression: /(/: Unterminated group`
    const reason = error instanceof Error ? error.message.replace(/^.*: /s, '') : String(error);
    return `must be a regular expression: ${reason}`;
  }
}
