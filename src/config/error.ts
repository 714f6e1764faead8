/** One thing that is wrong with a configuration file, and where. */
export interface Problem {
  readonly file: string;
  /** 1 is the first line; 0 when the problem is the file itself (missing, unreadable). */
  readonly line: number;
  /** 1 is the first character of the line; 0 when the problem is the file itself. */
  readonly column: number;
  /** The option, written as `agent.inputs[0].paths`; empty for the whole file. */
  readonly path: string;
  readonly message: string;
  /** What to do about it. */
  readonly hint?: string | undefined;
}

/**
 * A configuration that cannot be used, with everything that is wrong with it in the order of the file.
 * Its message is for people: one paragraph a problem, each starting with `file:line:column:`.
 */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
  readonly problems: readonly Problem[];

  constructor(problems: readonly Problem[], options?: ErrorOptions) {
    const ordered = problems.toSorted((a, b) => a.line - b.line || a.column - b.column);
    super(ordered.map(formatProblem).join('\n\n'), options);
    this.problems = ordered;
  }
}

function formatProblem({ file, line, column, message, hint }: Problem): string {
  const where = line === 0 ? file : `${file}:${line}:${column}`;
  return `${where}: ${message}${hint === undefined ? '' : `\n  ${hint}`}`;
}
