import type { ErrorCode, YAMLError } from 'yaml';

/** What a YAML syntax error means to somebody who wrote a configuration file, and how to mend it. */
export interface SyntaxAdvice {
  readonly message: string;
  readonly hint: string;
}

/**
 * Words for the first error of a line. `line` is the text of that line; `codes` are all errors found on it.
 * The advice never repeats the text of the file: it may hold a password.
 */
export function syntaxAdvice(error: YAMLError, line: string, codes: ReadonlySet<ErrorCode>): SyntaxAdvice {
  if (/^ *\t/.test(line)) return tabs;
  if (/^ *-[^ -]/.test(line)) return dash;
  if (unquotedInterpolation.test(line)) return interpolationInFlow;
  if (codes.has('MULTILINE_IMPLICIT_KEY') && codes.has('BLOCK_AS_IMPLICIT_KEY')) return tooDeep;
  const missing = error.code === 'MISSING_CHAR' ? missingCharacter(error.message) : undefined;
  const known = missing ?? adviceByCode[error.code];
  return known ?? { message: 'this is not valid YAML', hint: withoutSource(error.message) };
}

// In [ ] and { } the brace of ${NAME} begins a map.
const unquotedInterpolation = /[[{,][^"']*\$\{[^"']*[\]}]/;

const tabs: SyntaxAdvice = {
  message: 'this line is indented with a tab',
  hint: 'YAML allows only spaces: use two for each level',
};

const interpolationInFlow: SyntaxAdvice = {
  message: `a \${NAME} between [ ] or { } must be in quotes`,
  hint: `write "\${NAME}", or write the list one entry a line, each after "- "`,
};

const dash: SyntaxAdvice = {
  message: 'this line starts with a dash, but no space follows it',
  hint: 'an entry of a list is written "- value"; a value that starts with a dash goes in quotes',
};

const tooDeep: SyntaxAdvice = {
  message: 'this option has a value, but the line below is indented deeper, as if it belonged to it',
  hint: 'give both lines the same indentation, or remove the value',
};

const adviceByCode: Partial<Record<ErrorCode, SyntaxAdvice>> = {
  TAB_AS_INDENT: tabs,
  BAD_INDENT: {
    message: 'the indentation of this line fits no line above, or a bracket above is never closed',
    hint: 'options of one map start in the same column; every [ needs its ] and every { its }',
  },
  BLOCK_AS_IMPLICIT_KEY: {
    message: 'this value contains ": ", which starts a map',
    hint: 'put the value in quotes; if a map is meant, put its options on lines of their own',
  },
  MULTILINE_IMPLICIT_KEY: {
    message: 'this line is not "name: value"',
    hint: 'check that it has a colon followed by a space',
  },
  BAD_SCALAR_START: {
    message: 'a value cannot start with this character',
    hint: 'put the value in quotes',
  },
  BAD_DQ_ESCAPE: {
    message: 'there is no such escape as this backslash and letter in double quotes',
    hint: "use single quotes, in which a backslash is only a backslash: 'C:\\logs' or '\\d+'",
  },
  BAD_ALIAS: {
    message: 'a value that starts with * or & is a YAML alias or anchor',
    hint: 'if a pattern is meant, put it in quotes: "*"',
  },
  TAG_RESOLVE_FAILED: {
    message: 'a value that starts with ! is a YAML tag, and this tag is not known here',
    hint: `if text is meant, put it in quotes; the environment is read by \${NAME}`,
  },
  UNEXPECTED_TOKEN: {
    message: 'something stands here that does not belong to the value before it',
    hint: 'put the whole value in quotes, or look for a bracket or quote too many',
  },
  BAD_DIRECTIVE: {
    message: 'a line that starts with % is a YAML directive, and this one is not known',
    hint: 'put the value in quotes, or remove the line',
  },
  RESOURCE_EXHAUSTION: {
    message: 'maps and lists are nested too deeply here',
    hint: 'look for a bracket that is never closed',
  },
  NON_STRING_KEY: {
    message: 'the name of an option must be text',
    hint: 'put it in quotes',
  },
};

function missingCharacter(message: string): SyntaxAdvice | undefined {
  if (message.startsWith('Missing closing')) {
    return {
      message: 'a quote is opened and never closed',
      hint: 'add the closing quote at the end of the value',
    };
  }
  if (message.startsWith('Implicit map keys')) {
    return {
      message: 'this line is not "name: value"',
      hint: 'check that a space follows the colon, or the dash of a list',
    };
  }
  if (message.includes('Missing , ')) {
    return { message: 'a comma is missing in a list or map', hint: 'separate the entries by ", "' };
  }
  return undefined;
}

// The library ends some messages with the offending text, after a colon.
function withoutSource(message: string): string {
  return message.replace(/:.*$/s, '');
}
