import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Bench, type BenchOptions, type Figures, median } from './bench.ts';
import type { LoadTimes } from './kinesis-load.ts';
import { LocalStreamRun } from './local-stream-run.ts';
import { topSelfTimes } from './profile.ts';
import type { CallShape } from './put-calls.ts';

/** Functions that a profile names. */
const profiledFunctions = 10;

/** Calls of 500 KiB each, by the end of their figures' names. */
const shapes = {
  '500x1KiB': { records: 500, bytesPerRecord: 1024 },
  '10x50KiB': { records: 10, bytesPerRecord: 50 * 1024 },
} as const satisfies Record<string, CallShape>;

/** Put, and read afterwards: 250 MiB. */
const loadCalls = 512;
const loadMebibytes = (loadCalls * 500) / 1024;
/** Put and read at the same time: 1.2 GB. */
const longLoadCalls = Math.ceil(1.2e9 / (500 * 1024));

export const localStreamBench: Bench = {
  about: 'records into `kinship local` and out again, against a server that only answers',
  method: `One \`kinship local --no-limits\`, built as it is installed, its data on disk, serves all rounds. Its client is another process, which sends
ready bytes over four connections: PutRecords of 500 × 1 KiB, or of 10 × 50 KiB, of random data whose keys spread over
four shards. It puts 250 MiB, reads them back with a GetRecords loop on each shard, and counts; \`--lines\` changes
nothing here. MiB are those of the records' data. There are no figures unless every record was stored at the first try
and came back once, from the shard its key belongs on; of each shard one answer from the middle is compared with what
was put. The limit is measured in turns with it: the same client and as many bytes, with a bare node:http server that
drops what it gets and answers with what it has ready, so the ratio says how much faster it could be at most. One turn
of each, before the rounds, is not counted. In each round 1.2 GB of 1 KiB records are then put and read at the same time
(\`secondsFor1200Megabytes\`). Memory is the most that the server held from its start to its end.`,

  run(options) {
    return LocalStreamRun.during([], (run) => measure(run, options));
  },

  async profile({ tell }) {
    const dir = mkdtempSync(join(tmpdir(), 'kinship-profile-'));
    try {
      tell('profiling');
      await LocalStreamRun.during(['--cpu-prof', `--cpu-prof-dir=${dir}`], async (run) => {
        for (const shape of Object.values(shapes)) await run.carry(shape, loadCalls, 'afterwards');
        await run.stop();
      });
      return topSelfTimes(dir, profiledFunctions);
    } finally {
      rmSync(dir, { recursive: true, force: true });
    }
  },
};

interface Pair {
  readonly stream: LoadTimes;
  readonly limit: LoadTimes;
}

interface Round {
  readonly pairs: Readonly<Record<keyof typeof shapes, Pair>>;
  readonly longSeconds: number;
}

async function measure(run: LocalStreamRun, { rounds, tell }: BenchOptions): Promise<Figures> {
  tell('warming up');
  for (const shape of Object.values(shapes)) await measurePair(run, shape);
  const measured: Round[] = [];
  for (let round = 1; round <= rounds; round += 1) {
    tell(`round ${round} of ${rounds}`);
    const pairs = {
      '500x1KiB': await measurePair(run, shapes['500x1KiB']),
      '10x50KiB': await measurePair(run, shapes['10x50KiB']),
    };
    tell(`round ${round} of ${rounds}: 1.2 GB put and read at the same time`);
    const { seconds } = await run.carry(shapes['500x1KiB'], longLoadCalls, 'meanwhile');
    measured.push({ pairs, longSeconds: seconds });
  }
  const { residentBytesMax } = await run.stop();
  return {
    rounds,
    ...summarizeSize(measured, '500x1KiB'),
    ...summarizeSize(measured, '10x50KiB'),
    secondsFor1200Megabytes: round(median(measured.map(({ longSeconds }) => longSeconds))),
    residentMegabytesMax: round(residentBytesMax / 1e6),
  };
}

async function measurePair(run: LocalStreamRun, shape: CallShape): Promise<Pair> {
  const limit = await run.carryToLimit(shape, loadCalls);
  return { limit, stream: await run.carry(shape, loadCalls, 'afterwards') };
}

function summarizeSize(rounds: readonly Round[], size: keyof typeof shapes): Figures {
  const measured = rounds.map(({ pairs }) => pairs[size]);
  const speed = (of: keyof Pair, seconds: 'putSeconds' | 'readSeconds') =>
    median(measured.map((pair) => loadMebibytes / pair[of][seconds]));
  const [speedIn, speedOut] = [speed('stream', 'putSeconds'), speed('stream', 'readSeconds')];
  const [limitIn, limitOut] = [speed('limit', 'putSeconds'), speed('limit', 'readSeconds')];
  return {
    [`mebibytesPerSecondIn${size}`]: round(speedIn),
    [`mebibytesPerSecondOut${size}`]: round(speedOut),
    [`limitMebibytesPerSecondIn${size}`]: round(limitIn),
    [`limitMebibytesPerSecondOut${size}`]: round(limitOut),
    [`ratioToLimitIn${size}`]: round(limitIn / speedIn),
    [`ratioToLimitOut${size}`]: round(limitOut / speedOut),
  };
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
