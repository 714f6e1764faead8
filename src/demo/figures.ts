/** What the demo shows each second. */
export interface DemoFigures {
  readonly runningMs: number;
  readonly linesRead: number;
  readonly linesPerSecond: number;
  readonly recordsByShard: ReadonlyMap<string, number>;
  readonly bytesRead: number;
  readonly bytesPut: number;
  readonly indexed: number;
  readonly duplicates: number;
  readonly deadLetters: number;
  readonly lagSeconds: number;
  /** Read back from OpenSearch; undefined until the first answer. */
  readonly wallboard: WallboardAnswer | undefined;
}

/** The first wallboard query: how much comes, and of what most. */
export interface WallboardAnswer {
  readonly documents: number;
  readonly eventsPerSecond: number;
  readonly field: string;
  readonly top: readonly { readonly value: string; readonly count: number }[];
}

/** Without a terminal: all of it in one plain line. */
export function asLine(figures: DemoFigures): string {
  const { linesRead, indexed, deadLetters, lagSeconds, wallboard } = figures;
  const parts = [
    `read ${linesRead}`,
    `put ${shardCounts(figures).join('/') || '0'}`,
    `indexed ${indexed}`,
    `lag ${lagSeconds.toFixed(1)} s`,
    ...(deadLetters > 0 ? [`dead letters ${deadLetters}`] : []),
    ...(wallboard === undefined
      ? []
      : [`${wallboard.eventsPerSecond.toFixed(0)} events/s`, topLine(wallboard)]),
  ];
  return parts.join(' | ');
}

function topLine({ field, top }: WallboardAnswer): string {
  return `top ${field}: ${top.map(({ value, count }) => `${printable(value)} ${count}`).join(', ') || 'none yet'}`;
}

/** On a terminal: a small board, redrawn in place. */
export function asBoard(figures: DemoFigures, columns: number): string[] {
  const { runningMs, linesRead, linesPerSecond, indexed, duplicates, deadLetters, lagSeconds, wallboard } =
    figures;
  const ratio =
    figures.bytesPut === 0
      ? ''
      : `   ${(figures.bytesRead / figures.bytesPut).toFixed(1)} : 1 against the log`;
  const shards = shardCounts(figures);
  const rows = [
    '',
    `  kinship demo, running ${duration(runningMs)}${' '.repeat(8)}Ctrl-C ends it`,
    '',
    row('lines read', number(linesRead), `${number(linesPerSecond)} a second`),
    row('records put', number(sum(shards)), `shards ${shards.map(number).join('  ') || 'none yet'}${ratio}`),
    row(
      'indexed',
      number(indexed),
      `${number(duplicates)} repeats recognised, ${number(deadLetters)} dead letters`,
    ),
    row('lag', `${lagSeconds.toFixed(1)} s`, 'from PutRecords to the consumer'),
    '',
    ...(wallboard === undefined ? ['  OpenSearch: waiting for the first documents'] : asPanel(wallboard)),
    '',
  ];
  return rows.map((line) => line.slice(0, Math.max(20, columns - 1)));
}

const barWidth = 30;

function asPanel({ documents, eventsPerSecond, field, top }: WallboardAnswer): string[] {
  const most = Math.max(1, ...top.map(({ count }) => count));
  const bars = top.map(({ value, count }) => {
    const bar = '█'.repeat(Math.max(1, Math.round((count / most) * barWidth))).padEnd(barWidth);
    return `    ${bar} ${number(count).padStart(8)}  ${printable(value)}`;
  });
  return [
    row('OpenSearch', number(documents), `documents, ${number(eventsPerSecond)} events a second`),
    `  top ${field}`,
    ...bars,
  ];
}

function row(name: string, value: string, detail: string): string {
  return `  ${name.padEnd(14)}${value.padStart(10)}   ${detail}`;
}

function shardCounts({ recordsByShard }: DemoFigures): number[] {
  return [...recordsByShard.entries()]
    .sort(([left], [right]) => (left < right ? -1 : 1))
    .map(([, count]) => count);
}

function sum(counts: readonly number[]): number {
  return counts.reduce((total, count) => total + count, 0);
}

function number(value: number): string {
  return Math.round(value).toLocaleString('en-US');
}

function duration(ms: number): string {
  const seconds = Math.floor(ms / 1000);
  return seconds < 60 ? `${seconds} s` : `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}

/** A log line may carry terminal escapes: they are shown, not obeyed. */
function printable(text: string): string {
  return text.replace(/\p{Cc}/gu, '?');
}
