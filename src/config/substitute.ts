/** The environment: names and values of its variables. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** Something inside a text that could not be replaced; `index` is where it starts in the text. */
export interface SubstitutionFault {
  readonly index: number;
  readonly message: string;
  readonly hint: string;
}

/** The text with everything replaced, how many variables were, and what could not be. */
export interface Substitution {
  readonly text: string;
  readonly replaced: number;
  readonly faults: readonly SubstitutionFault[];
}

const marks = /\$\$\{|\$\{([^}]*)(\}?)/g;
const reference = /^([A-Za-z_][A-Za-z0-9_]*)(?::-(.*))?$/s;

/**
 * Replaces `${NAME}` and `${NAME:-default}` by values of the environment and `$${` by `${`. As in the shell, the
 * default also stands in for an empty value. What is put in is not looked at again.
 */
export function substitute(text: string, env: Environment): Substitution {
  const faults: SubstitutionFault[] = [];
  let replaced = 0;
  const result = text.replaceAll(
    marks,
    (mark, inside: string | undefined, closing: string, index: number) => {
      if (inside === undefined) return '${';
      replaced += 1;
      const found = closing === '' ? unclosed : lookUp(inside, env);
      if (typeof found === 'string') return found;
      faults.push({ index, ...found });
      return mark;
    },
  );
  return { text: result, replaced, faults };
}

type Reason = Omit<SubstitutionFault, 'index'>;

function lookUp(inside: string, env: Environment): string | Reason {
  const [, name, fallback] = reference.exec(inside) ?? [];
  if (inside.includes('${')) return nested;
  if (name === undefined) return malformed;
  const value = Object.hasOwn(env, name) ? env[name] : undefined;
  if (fallback !== undefined && (value === undefined || value === '')) return fallback;
  return value ?? unset(name);
}

function unset(name: string): Reason {
  return {
    message: `the environment variable ${name} is not set`,
    hint: `set it, or give a value to use without it: \${${name}:-default}`,
  };
}

// Does not repeat what stands between the braces: a password may contain any characters.
const malformed: Reason = {
  message: `this \${…} does not name an environment variable`,
  hint: `write \${NAME} or \${NAME:-default}; for the characters \${ themselves write $\${`,
};

const nested: Reason = {
  message: `a \${NAME} cannot stand inside another one`,
  hint: 'the default must be plain text without braces',
};

const unclosed: Reason = {
  message: `a \${ is opened and never closed by }`,
  hint: `write \${NAME}; for the characters \${ themselves write $\${`,
};
