import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { setFlagsFromString } from 'node:v8';
import { seededRandom } from '../demo/random.ts';
import { FaultPlan } from '../local-stream/core/faults.ts';
import { DamagedError } from '../local-stream/core/storage.ts';
import { DiskStorage, diskLimits } from '../local-stream/disk/disk-storage.ts';
import { CarefulKinesis } from '../local-stream/http/careful-kinesis.ts';
import type { FaultRequest } from '../local-stream/http/fault-request.ts';
import { ListenError } from '../local-stream/http/listen.ts';
import { Refusal } from '../local-stream/http/refusal.ts';
import { type LocalStream, serveLocalStream } from '../local-stream/http/server.ts';
import { reasonOf } from '../record/reason.ts';
import type { Command, CommandContext } from './command.ts';
import { CommandError, exitCodes } from './exit-codes.ts';
import { listenForStop } from './stop-signals.ts';
import { systemClock } from './system-clock.ts';

/** The port that emulators of Kinesis have had since kinesalite. */
const defaultPort = 4567;
const portMax = 65_535;
const defaultSeed = 1;
const defaultRegion = 'us-east-1';
/** How long a stream is CREATING, UPDATING or DELETING: long enough to be seen, too short to wait for. */
const changeMs = 500;

/** With `--end-with-stdin` it ends with the process that started it: whoever runs it as a child wants that. */
const synopsis =
  'kinship local [--port P] [--data DIR] [--no-limits] [--seed N] [--faults FILE] [--end-with-stdin]';

export const localCommand: Command = async (args, context) => {
  const options = await readArguments(args, context);
  setFlagsFromString(smallHeap);
  const end = new AbortController();
  const { stop, dispose } = listenForStop();
  stop.addEventListener('abort', () => end.abort());
  if (options.endWithStdin) process.stdin.once('end', () => end.abort()).resume();
  try {
    return await serve(options, context, end);
  } finally {
    dispose();
    process.stdin.pause(); // A stream that still waits for input keeps the process alive.
  }
};

/**
 * It runs beside what is being developed: a heap that is collected early, instead of one that grows to some 100 MB of
 * short-lived objects, costs a quarter of its speed.
 */
const smallHeap = '--optimize-for-size';

interface LocalOptions {
  readonly port: number;
  readonly dataDir: string;
  readonly limits: 'enforced' | 'off';
  readonly faults: FaultRequest;
  readonly seed: number;
  readonly endWithStdin: boolean;
}

async function serve(options: LocalOptions, context: CommandContext, end: AbortController): Promise<number> {
  const told = new Set<string>();
  const storage = new DiskStorage(options.dataDir, diskLimits, (message) => tellOnce(told, message, context));
  try {
    let failure: unknown;
    const stream = await open(options, context, storage, (error) => {
      if (error instanceof DamagedError) return tellOnce(told, error.message, context);
      failure ??= error;
      end.abort();
    });
    tell(stream.url, options, context);
    if (!end.signal.aborted) await new Promise((resolve) => end.signal.addEventListener('abort', resolve));
    await stream.close();
    if (failure !== undefined) throw failure;
    return exitCodes.ok;
  } finally {
    storage.close();
  }
}

async function open(
  { port, seed, limits, faults }: LocalOptions,
  { env }: CommandContext,
  storage: DiskStorage,
  onFailure: (error: unknown) => void,
): Promise<LocalStream> {
  const { nowMs } = systemClock;
  const plan = new FaultPlan(seededRandom(seed), faults.rules);
  const region = env['AWS_REGION'] ?? defaultRegion;
  const kinesis = new CarefulKinesis({ storage, limits, region, changeMs, faults: plan }, nowMs());
  try {
    return await serveLocalStream({
      kinesis,
      faults: plan,
      chanceOf: seededRandom,
      seed,
      port,
      nowMs,
      storageCopies: true,
      onFailure,
    });
  } catch (error) {
    if (!(error instanceof ListenError)) throw error;
    const exitCode = error.code === 'denied' ? exitCodes.noPermission : exitCodes.unavailable;
    throw new CommandError(
      exitCode,
      `${error.message}: kinship local --port ${port === portMax ? port - 1 : port + 1}`,
      { cause: error },
    );
  }
}

function tellOnce(told: Set<string>, message: string, { stderr }: CommandContext): void {
  if (!told.has(message)) stderr.write(`${message}\n`);
  told.add(message);
}

/** The URL alone goes to stdout, for scripts that wait for it. */
function tell(url: string, options: LocalOptions, { env, stdout, stderr }: CommandContext): void {
  const region = env['AWS_REGION'] ?? defaultRegion;
  // The AWS CLI 1 and boto3 read only the second name of the region.
  const regions = `AWS_REGION=${region} AWS_DEFAULT_REGION=${region}`;
  const credentials = 'AWS_ACCESS_KEY_ID=local AWS_SECRET_ACCESS_KEY=local';
  stderr.write(
    `Kinesis of this machine, streams in ${options.dataDir}; to use it:\n` +
      `  export AWS_ENDPOINT_URL_KINESIS=${url} ${regions} ${credentials}\n`,
  );
  if (options.limits === 'off') stderr.write('rates are not limited (--no-limits)\n');
  const rules = options.faults.rules.length;
  if (rules > 0) stderr.write(`made to fail by ${rules} rules (--faults), with seed ${options.seed}\n`);
  stdout.write(`${url}\n`);
}

async function readArguments(args: string[], { env }: CommandContext): Promise<LocalOptions> {
  const { values } = parseArgs({
    args,
    options: {
      port: { type: 'string' },
      data: { type: 'string' },
      'no-limits': { type: 'boolean', default: false },
      seed: { type: 'string' },
      faults: { type: 'string' },
      'end-with-stdin': { type: 'boolean', default: false },
    },
  });
  const home = env['KINSHIP_HOME'] ?? fileURLToPath(new URL('../..', import.meta.url));
  const seed = wholeNumber('seed', values.seed, 2 ** 32 - 1);
  const faults = values.faults === undefined ? { rules: [] } : await readFaultFile(values.faults);
  return {
    port: wholeNumber('port', values.port, portMax) ?? defaultPort,
    dataDir: resolve(values.data ?? join(home, '.kinship', 'local')),
    limits: values['no-limits'] ? 'off' : 'enforced',
    faults,
    seed: seed ?? faults.seed ?? defaultSeed,
    endWithStdin: values['end-with-stdin'],
  };
}

function wholeNumber(option: string, text: string | undefined, max: number): number | undefined {
  if (text === undefined) return undefined;
  if (/^\d{1,10}$/.test(text) && Number(text) <= max) return Number(text);
  const message = `--${option} takes a whole number from 0 to ${max}, not "${text}"`;
  throw new CommandError(exitCodes.usage, `${message}\n  ${synopsis}`);
}

async function readFaultFile(path: string): Promise<FaultRequest> {
  const { readFaultRequest } = await import('../local-stream/http/fault-request.ts');
  try {
    return readFaultRequest(readFileSync(path, 'utf8'));
  } catch (error) {
    if (error instanceof Refusal) throw new CommandError(exitCodes.config, `${path}: ${error.message}`);
    const reason = reasonOf(error);
    throw new CommandError(exitCodes.noInput, `cannot read the faults: ${reason}`);
  }
}
