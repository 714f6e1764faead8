import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type AgentFormat, type AgentRun, type BenchmarkLog, runAgentOnce } from './agent-run.ts';
import { type Bench, type BenchOptions, type Figures, median } from './bench.ts';
import { writeBenchmarkLog } from './benchmark-log.ts';
import { buildCommand, builtCommand } from './built-command.ts';
import { MeasuredProcess } from './measured-process.ts';
import { topSelfTimes } from './profile.ts';
import type { ProcessUsage } from './usage.ts';

/** Functions that a profile names. */
const profiledFunctions = 10;

/** Lines parsed into fields: `format: auto`, which finds the combined format. */
export const agentParsedBench = agentBench('auto', {
  about: 'a log file to PutRecords, against a stream in another process that only counts',
  method: `The agent, built as it is installed, runs as its systemd unit runs it (\`node --max-semi-space-size=8\`), with its
default options, over a combined log that the demo's shop would write. Its stream is a process of its own that answers
and counts; afterwards it decodes what it was sent, and the bench fails unless every byte of the log is there. CPU
seconds are user and system, all threads, from the start of Node to its end (\`startCpuSeconds\` is what Node and the
command line use without work). The limit is measured in turns with it: another process that reads the same file and
compresses it with zstd level 1, and does nothing else.`,
});

/** Lines as they stand. */
export const agentRawBench = agentBench('plain', {
  about: 'the same file with `format: plain`: each line is its message',
  method: 'As above.',
});

function agentBench(format: AgentFormat, { about, method }: Pick<Bench, 'about' | 'method'>): Bench {
  return {
    about,
    method,
    run: (options) => withLog(format, options, (log) => measure(log, options)),
    profile: (options) =>
      withLog(format, options, async (log) => {
        const dir = mkdtempSync(join(tmpdir(), 'kinship-profile-'));
        try {
          options.tell('profiling');
          await runAgentOnce(log, ['--cpu-prof', `--cpu-prof-dir=${dir}`]);
          return topSelfTimes(dir, profiledFunctions);
        } finally {
          rmSync(dir, { recursive: true, force: true });
        }
      }),
  };
}

async function withLog<T>(
  format: AgentFormat,
  { lines, tell }: BenchOptions,
  use: (log: BenchmarkLog) => Promise<T>,
): Promise<T> {
  buildCommand();
  const dir = mkdtempSync(join(tmpdir(), 'kinship-bench-log-'));
  try {
    tell(`writing a log of ${lines} lines`);
    const path = join(dir, 'access.log');
    return await use({ path, format, lines, bytes: await writeBenchmarkLog(path, lines) });
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

async function measure(log: BenchmarkLog, { rounds, tell }: BenchOptions): Promise<Figures> {
  const start = await new MeasuredProcess([builtCommand, 'version']).usage();
  const agentRuns: AgentRun[] = [];
  const limitRuns: ProcessUsage[] = [];
  for (let round = 1; round <= rounds; round += 1) {
    tell(`round ${round} of ${rounds}`);
    limitRuns.push(await new MeasuredProcess(['test/bench/compression-limit.ts', log.path]).usage());
    agentRuns.push(await runAgentOnce(log));
  }
  return summarize(log, agentRuns, limitRuns, start);
}

function summarize(
  { lines, bytes }: BenchmarkLog,
  agentRuns: readonly AgentRun[],
  limitRuns: readonly ProcessUsage[],
  start: ProcessUsage,
): Figures {
  const perMillionLines = (runs: readonly ProcessUsage[]) =>
    (median(runs.map(({ cpuSeconds }) => cpuSeconds)) * 1e6) / lines;
  const cpuSecondsPerMillionLines = perMillionLines(agentRuns);
  const limitCpuSecondsPerMillionLines = perMillionLines(limitRuns);
  return {
    lines,
    rounds: agentRuns.length,
    bytesPerLine: round(bytes / lines),
    linesPerSecond: Math.round(median(agentRuns.map(({ seconds }) => lines / seconds))),
    cpuSecondsPerMillionLines: round(cpuSecondsPerMillionLines),
    startCpuSeconds: round(start.cpuSeconds),
    limitCpuSecondsPerMillionLines: round(limitCpuSecondsPerMillionLines),
    ratioToLimit: round(cpuSecondsPerMillionLines / limitCpuSecondsPerMillionLines),
    residentMegabytesMax: round(Math.max(...agentRuns.map(({ residentBytesMax }) => residentBytesMax / 1e6))),
    compressionRatio: round(bytes / median(agentRuns.map(({ dataBytes }) => dataBytes))),
    recordsPerMillionLines: Math.round((median(agentRuns.map(({ records }) => records)) * 1e6) / lines),
  };
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
