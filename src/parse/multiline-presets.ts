import type { Grouping, GroupStep } from './grouping.ts';

/** Stack traces of these languages, as their runtimes and usual loggers print them. */
export const multilinePresets = ['java', 'python', 'go', 'ruby', 'node'] as const;
export type MultilinePreset = (typeof multilinePresets)[number];

/** The first pattern that a line matches says the state after it. */
type Rules = readonly (readonly [pattern: RegExp, state: string])[];

/**
 * `first`: what a line is that an event begins with, `line` where none matches. The other states: which lines go on
 * after a line of that state; all others begin an event.
 */
interface Table {
  readonly first: Rules;
  readonly [state: string]: Rules;
}

/**
 * A line with a level from warning on: a trace that follows it directly is what it is about. Every pattern here takes
 * time linear in its line, whatever is in it.
 */
const trouble: Rules[number] = [
  /\b(?:WARN(?:ING)?|ERR(?:OR)?|SEVERE|CRIT(?:ICAL)?|FATAL|ALERT|EMERG(?:ENCY)?|PANIC)\b|(?:level"? ?[=:] ?"?|\[)(?:warn|err|crit|fatal|alert|emerg|panic)/,
  'trouble',
];
/** JSON, of which a line more would make something else. */
const closed: Rules[number] = [/^\{.*\}\s*$/, 'closed'];

const javaName = String.raw`(?:[A-Za-z_$][\w$]*\.)+[\w$]*(?:Exception|Error|Throwable|Failure)`;
const javaHeader = new RegExp(
  String.raw`^(?:Exception in thread "[^"]*" |Exception: |Uncaught exception: )?${javaName}(?:[:\s]|$)`,
);
const javaFrames: Rules = [
  [
    /^[\t ]+(?:at [\w$.<>/@-]|\.{3} \d+ (?:more|common frames|filtered)|- (?:locked|waiting|parking|eliminated))/,
    'trace',
  ],
  [/^[\t ]*(?:Caused by|Suppressed|Wrapped by): /, 'trace'],
  [
    /^[\t ]*(?:\[CIRCULAR REFERENCE: ?|nested exception is:|java\.lang\.Thread\.State: |Locked ownable synchronizers:)/,
    'trace',
  ],
];
/** After an exception: the rest of a message of several lines where it is indented, and blank lines. */
const javaAfter: Rules = [...javaFrames, [/^\t|^\s*$/, 'trace']];

/** java.util.logging writes when and where, and in the next line what. */
const javaUtilLogging = /^[A-Z][a-z]{2} \d{1,2}, \d{4} \d{1,2}:\d\d:\d\d\s[AP]M \S+ \S+$/;

const java: Table = {
  first: [closed, [javaHeader, 'trace'], [javaUtilLogging, 'place'], trouble],
  place: [[/^(?:SEVERE|WARNING|INFO|CONFIG|FINE|FINER|FINEST): /, 'trouble']],
  line: javaFrames,
  trouble: [...javaFrames, [/^Exception in thread "/, 'trace'], [javaHeader, 'trace']],
  trace: javaAfter,
  closed: [],
};

const pythonTraceback = /^[\s|]*(?:\+ )?(?:Exception Group )?Traceback \(most recent call last\):/;
const python: Table = {
  first: [
    closed,
    [/Traceback \(most recent call last\):\s*$/, 'trace'],
    // How the interpreter tells of a syntax error.
    [/^ {2}File "[^"]*", line \d+/, 'trace'],
    trouble,
  ],
  line: [],
  trouble: [[pythonTraceback, 'trace']],
  trace: [
    [/^\s+\S/, 'trace'],
    [/^[A-Za-z_][\w.<>]*(?:: |:?\s*$)/, 'final'],
  ],
  // Notes and messages of several lines where they are indented.
  final: [
    [/^\s+\S/, 'final'],
    [/^\s*$/, 'gap'],
  ],
  gap: [
    [/^\s*$/, 'gap'],
    [/^(?:During handling of the above exception|The above exception was the direct cause)/, 'chain'],
  ],
  chain: [
    [/^\s*$/, 'chain'],
    [pythonTraceback, 'trace'],
  ],
  closed: [],
};

const goRoutine: Rules[number] = [
  /^(?:goroutine \d+ |runtime stack:|\[originating from goroutine )/,
  'stack',
];
/** `main.(*Server).serve` alone in its line, as zap writes it. */
const goFunction: Rules[number] = [/^[\w/%~@()*·[\]-]*\.[\w./%~@()*·[\]-]+$/, 'stack'];
const goAfter: Rules = [
  [/^\t|^\s*$/, 'stack'],
  goRoutine,
  [
    /^(?:created by |exit status \d|\.{3}(?:additional|\d+) frames elided|\[signal |PC=0x|r\w{1,5} +0x)/,
    'stack',
  ],
  // `main.(*Server).serve(0xc000010000)`, `panic({0x1, 0x2})`
  [/^[\w./%~@$·-]+(?:\(|\[)/, 'stack'],
  goFunction,
];
const go: Table = {
  first: [
    closed,
    [/^(?:panic: |fatal error: |unexpected fault address |SIG[A-Z]+: )|\bpanic serving /, 'panic'],
    goRoutine,
    trouble,
  ],
  line: [],
  trouble: [goRoutine, goFunction],
  panic: [
    [/^\t|^\s*$/, 'panic'],
    [/^(?:\[signal |PC=0x|fatal error: |panic: )/, 'panic'],
    [/^exit status \d/, 'panic'],
    goRoutine,
  ],
  stack: goAfter,
  closed: [],
};

const rubyFrame = /^\s*(?:from |\d+: from )?\S+:\d+:in [`'][^`']*'\s*$/;
const rubyHeader = /^\S+:\d+:in [`'][^`']*': /;
const rubyAfter: Rules = [
  [rubyFrame, 'trace'],
  [/^\s+(?:from |\.{3} \d+ levels)/, 'trace'],
  [/^Did you mean\?/, 'trace'],
  [/^\s*$/, 'gap'],
];
const ruby: Table = {
  first: [
    closed,
    [rubyHeader, 'raised'],
    [/^[A-Z]\w*(?:::[A-Z]\w*)*(?:Error|Exception|NotFound)\b/, 'raised'],
    trouble,
  ],
  line: [[rubyFrame, 'trace']],
  trouble: [
    [rubyFrame, 'trace'],
    [rubyHeader, 'raised'],
    [/^\s*[A-Z]\w*(?:::[A-Z]\w*)*(?:Error|Exception|NotFound)\b/, 'raised'],
    [/^\s*$/, 'trouble'],
  ],
  raised: rubyAfter,
  // A cause is printed behind the frames of what it caused.
  trace: [...rubyAfter, [rubyHeader, 'raised'], [/^Causes?:/, 'raised']],
  // The line of code that error_highlight shows stands between blank ones, indented, or Rails' frames do.
  gap: [
    [rubyFrame, 'trace'],
    [/^\s+\S/, 'gap'],
    [/^(?:Did you mean\?|Causes?:)/, 'trace'],
    [/^\s*$/, 'gap'],
  ],
  closed: [],
};

const nodeHeader =
  /^(?:Uncaught )?(?:[A-Za-z_$][\w$.]*)?(?:Error|Exception|Rejection)(?: \[[\w-]+\])?(?::|\s*$)/;
const nodeFrame: Rules[number] = [/^\s+at /, 'trace'];
const node: Table = {
  first: [closed, [nodeHeader, 'trace'], [/^(?:node:\S+|.*\.[cm]?[jt]sx?):\d+\s*$/, 'place'], trouble],
  line: [nodeFrame],
  trouble: [nodeFrame, [nodeHeader, 'trace'], [/^\s*\[?\w*Error(?: \[\w+\])?: /, 'trace']],
  // The line of code that threw, then a caret under it.
  place: [[/^/, 'code']],
  code: [[/^\s*\^+\s*$/, 'thrown']],
  thrown: [
    [/^\s*$/, 'thrown'],
    [/^/, 'trace'],
  ],
  trace: [
    [/^\s+\S/, 'trace'],
    [/^[}\])]/, 'trace'],
    [/^\s*$/, 'gap'],
    [/^Emitted '/, 'trace'],
  ],
  gap: [
    [/^\s*$/, 'gap'],
    [/^(?:Node\.js v\d|Thrown at:|Emitted '|\(Use `node )/, 'trace'],
  ],
  closed: [],
};

const tables: Record<MultilinePreset, Table> = { java, python, go, ruby, node };

export function presetGrouping(preset: MultilinePreset): Grouping {
  const table = tables[preset];
  const steps = stepsOf(table);
  const first = (line: string) => stepIn(steps.starting, table.first, line) ?? steps.startsLine;
  return {
    first,
    next: (state, line) => stepIn(steps.continuing, table[state] ?? [], line) ?? first(line),
  };
}

type Steps = ReadonlyMap<string, GroupStep>;

function stepIn(steps: Steps, rules: Rules, line: string): GroupStep | undefined {
  for (const [pattern, state] of rules) if (pattern.test(line)) return steps.get(state);
  return undefined;
}

/** Made once: a line then costs no object. */
function stepsOf(table: Table): { starting: Steps; continuing: Steps; startsLine: GroupStep } {
  const states = Object.keys(table).filter((state) => state !== 'first');
  const isLast = (state: string) => table[state]?.length === 0;
  const steps = (starts: boolean) =>
    new Map(states.map((state): [string, GroupStep] => [state, { starts, isLast: isLast(state), state }]));
  const starting = steps(true);
  return {
    starting,
    continuing: steps(false),
    startsLine: { starts: true, isLast: isLast('line'), state: 'line' },
  };
}
