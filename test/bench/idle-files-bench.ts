import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pino from 'pino';
import { systemClock } from '../../src/cli/system-clock.ts';
import { fileInputOptions } from '../../src/sources/file/options.ts';
import { FileSource } from '../../src/sources/file/source.ts';
import { AgentTelemetry } from '../../src/telemetry/agent.ts';
import { MemoryPositionStore } from '../fakes/memory-position-store.ts';
import { type Bench, type Figures, median } from './bench.ts';

const files = 10_000;
const filesPerFolder = 100;
const measuredMs = 30_000;
/** Ours: a host of thousands of quiet logs must not notice the agent. */
const coreShareMax = 0.02;

export const idleFilesBench: Bench = {
  about: `${files} files that nothing is written to`,
  method: `The tailer with its default options follows ${files} files of one line, a hundred to a folder, that were read
to their end. Its CPU time, user and system, is taken over ${measuredMs / 1_000} seconds in which nothing happens.
\`shareOfLimitRatio\` is the share of one core over the ${coreShareMax * 100} % that it may take: below 1 it holds.`,

  async run({ rounds, tell }) {
    const folder = mkdtempSync(join(tmpdir(), 'kinship-bench-idle-'));
    try {
      writeFiles(folder);
      return await measure(folder, rounds, tell);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  },

  profile: async () => [],
};

function writeFiles(folder: string): void {
  for (let file = 0; file < files; file += 1) {
    const name = join(folder, String(Math.floor(file / filesPerFolder)));
    if (file % filesPerFolder === 0) mkdirSync(name);
    writeFileSync(join(name, `${file}.log`), `line of ${file}\n`);
  }
}

async function measure(folder: string, rounds: number, tell: (text: string) => void): Promise<Figures> {
  const stop = new AbortController();
  let linesLeft = files;
  const source = openSource(folder);
  const reading = (async () => {
    for await (const chunk of source.read(stop.signal)) {
      if (chunk === undefined) continue;
      linesLeft -= 1;
      source.acknowledged([{ generation: chunk.file.generation, offset: chunk.offset + chunk.bytes.length }]);
    }
  })();
  tell('reading them once');
  // Each stays open for a while.
  while (linesLeft > 0 || source.openCount > 0) await systemClock.sleep(500);
  const shares: number[] = [];
  for (let round = 1; round <= rounds; round += 1) {
    tell(`round ${round} of ${rounds}`);
    shares.push(await coreShare());
  }
  stop.abort();
  await reading;
  await source.close();
  const share = median(shares);
  return { files, coreShareRatio: share, shareOfLimitRatio: share / coreShareMax };
}

async function coreShare(): Promise<number> {
  const before = process.cpuUsage();
  const sinceMs = performance.now();
  await systemClock.sleep(measuredMs);
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1_000 / (performance.now() - sinceMs);
}

function openSource(folder: string): FileSource {
  const telemetry = new AgentTelemetry(pino({ level: 'silent' }));
  let minted = 0;
  const store = new MemoryPositionStore();
  const mintGeneration = () => String(++minted);
  return new FileSource({
    inputs: [fileInputOptions.parse({ type: 'file', paths: `${folder}/*/*.log` })],
    store,
    clock: systemClock,
    events: telemetry,
    mintGeneration,
    lifeEnded: () => {},
  });
}
