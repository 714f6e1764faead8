import type { Bench, Figures, SelfTime } from './bench.ts';
import type { Machine } from './machine.ts';

/** One bench with what it measured. */
export interface Measured {
  readonly name: string;
  readonly bench: Bench;
  readonly figures: Figures;
}

export interface Profiled extends Measured {
  readonly selfTimes: readonly SelfTime[];
}

/** A table for a terminal. */
export function formatTable({ name, bench, figures }: Measured): string {
  const width = Math.max(...Object.keys(figures).map((key) => key.length));
  const rows = Object.entries(figures).map(
    ([key, value]) => `  ${key.padEnd(width)}  ${formatNumber(value).padStart(12)}`,
  );
  return `${name}: ${bench.about}\n${rows.join('\n')}\n`;
}

export function formatMachine({
  cpuModel,
  cpuCount,
  memoryMegabytes,
  platform,
  nodeVersion,
}: Machine): string {
  const memory = `${(memoryMegabytes / 1000).toFixed(1)} GB`;
  return `${cpuCount} × ${cpuModel}, ${memory}, ${platform}, Node.js ${nodeVersion}`;
}

/** docs/benchmarks.md. `day` is when it was measured, YYYY-MM-DD. */
export function formatPage(all: readonly Profiled[], machine: Machine, day: string): string {
  return `# Benchmarks

Written by \`npm run bench -- --write\`, which measures everything below anew. \`npm run bench\` only shows the figures,
\`npm run -s bench -- NAME --json\` gives them to a program, and \`--lines N\` and \`--rounds N\` change how much is
measured. Each figure is the median of the rounds; memory is the most of them.

Measured ${day} on ${formatMachine(machine)}.

${all.map(formatSection).join('\n')}`;
}

function formatSection({ name, bench, figures, selfTimes }: Profiled): string {
  const rows = Object.entries(figures).map(([key, value]) => `| ${key} | ${formatNumber(value)} |`);
  const profile = selfTimes.map(
    ({ name, place, share }) => `| ${(share * 100).toFixed(1)} % | \`${shorten(name)}\` | ${place} |`,
  );
  return `## ${name}: ${bench.about}

${bench.method}

| figure | value |
| --- | ---: |
${rows.join('\n')}

Where the time of the main thread goes: the ${selfTimes.length} functions that take most of it themselves (\`node --cpu-prof\`;
the garbage collector and the compiler also work on other threads, which it does not see).

| self time | function | where |
| ---: | --- | --- |
${profile.join('\n')}
`;
}

/** V8 names a regular expression by its source. */
function shorten(name: string): string {
  const text = name.length > 40 ? `${name.slice(0, 40)}…` : name;
  return text.replaceAll('|', '\\|');
}

function formatNumber(value: number): string {
  return value.toLocaleString('en-US', { maximumFractionDigits: 2 });
}
