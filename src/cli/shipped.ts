import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { type AgentSection, fileOptionsOf, hasNamedFlows } from '../config/agent-options.ts';
import { parseDuration } from '../config/units.ts';
import type { KnownFile } from '../record/position.ts';
import type { Damage } from '../sources/file/decompress.ts';
import { findFiles } from '../sources/file/discover.ts';
import type { Command, CommandContext } from './command.ts';
import { compressedLife } from './compressed-file.ts';
import { configArguments, takeConfig } from './config-source.ts';
import { sectionOf } from './daemon.ts';
import { CommandError, exitCodes } from './exit-codes.ts';
import { lifeOf, packedAs } from './file-now.ts';
import { type FlowPositions, knownPositions } from './known-positions.ts';
import { systemClock } from './system-clock.ts';

const lookDelayMs = 500;
const synopsis = 'kinship shipped CONFIG FILE [--wait 30s]';

/** Whether every byte of a file is acknowledged: 0 is yes, 1 is no, 66 is a file that the agent does not know. */
export const shippedCommand: Command = async (args, context) => {
  const { sourceOf, file, waitMs } = readArguments(args);
  const source = sourceOf(context.env);
  const agent = sectionOf(source.load().config, 'agent', source.path);
  const deadlineMs = systemClock.nowMs() + waitMs;
  let answer = await look(file, agent, context);
  while (!answer.isShipped && systemClock.nowMs() < deadlineMs) {
    await systemClock.sleep(Math.min(lookDelayMs, deadlineMs - systemClock.nowMs()));
    answer = await look(file, agent, context);
  }
  context.stdout.write(`${file}: ${answer.detail}\n`);
  return answer.isShipped ? exitCodes.ok : (answer.exitCode ?? exitCodes.no);
};

interface Answer {
  readonly isShipped: boolean;
  readonly detail: string;
  readonly exitCode?: number;
}

/** Yes where it is in each flow that knows the file, or should: another one may still have to read it. */
async function look(file: string, agent: AgentSection, context: CommandContext): Promise<Answer> {
  // The size first: what is acknowledged later than it was looked at is more, not less.
  const size = sizeOf(file);
  const flows = await knownPositions(agent, context);
  const answers: Answer[] = [];
  for (const one of flows) {
    const answer = await lookIn(file, size, one.files);
    const isStrange = answer.exitCode === exitCodes.noInput;
    if (isStrange && flows.length > 1 && !(await shouldKnow(file, one))) continue;
    answers.push(
      hasNamedFlows(agent) ? { ...answer, detail: `flow ${one.flow.name}: ${answer.detail}` } : answer,
    );
  }
  return answers.find(({ isShipped }) => !isShipped) ?? answers[0] ?? unknown;
}

async function lookIn(file: string, size: number, files: readonly KnownFile[]): Promise<Answer> {
  const compression = packedAs(file);
  if (compression === undefined) return answerFor(lifeOf(file, files), size);
  if (compression === 'bzip2' || compression === 'xz')
    return { isShipped: false, detail: 'is packed in a way that is not read here' };
  const packed = await compressedLife(file, compression, files);
  if (packed === undefined) throw noFile(file);
  const answer = answerFor(packed.known, packed.size);
  return packed.damage === undefined ? answer : asDamaged(answer, packed.damage);
}

/** What cannot be read cannot be shipped. */
function asDamaged({ detail, ...answer }: Answer, { at, isCut }: Damage): Answer {
  const how = isCut ? `is cut off after ${at} bytes` : `is damaged at byte ${at}`;
  return { ...answer, isShipped: false, detail: `${how}; of its text up to there, ${detail}` };
}

async function shouldKnow(file: string, { flow }: FlowPositions): Promise<boolean> {
  for (const { paths, exclude } of fileOptionsOf(flow.options.inputs)) {
    const files = await findFiles(paths, exclude, () => {});
    if (files.some(({ path }) => resolve(path) === resolve(file))) return true;
  }
  return false;
}

function answerFor(known: KnownFile | undefined, size: number): Answer {
  if (known === undefined) return unknown;
  if (known.offset === size) return { isShipped: true, detail: `all ${size} bytes are acknowledged` };
  const detail =
    known.offset > size
      ? `was cut to ${size} bytes after ${known.offset} were acknowledged: it is read anew`
      : `${size - known.offset} of ${size} bytes are not acknowledged yet`;
  return { isShipped: false, detail };
}

const unknown: Answer = {
  isShipped: false,
  detail: 'the agent does not know this file: no input names it, or it has not been seen yet',
  exitCode: exitCodes.noInput,
};

function sizeOf(file: string): number {
  const found = statSync(file, { throwIfNoEntry: false });
  if (found?.isFile() === true) return found.size;
  throw noFile(file);
}

function noFile(file: string): CommandError {
  return new CommandError(exitCodes.noInput, `there is no file ${file}`);
}

function readArguments(args: string[]) {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: { wait: { type: 'string', default: '0s' }, ...configArguments },
  });
  const usage = `name the configuration and one file: ${synopsis}`;
  const { sourceOf, rest } = takeConfig(values, positionals, usage);
  const [file, ...more] = rest;
  const waitMs = parseDuration(values.wait);
  if (waitMs === undefined) {
    const words = `--wait takes a duration with its unit, such as 30s or 5m, and not "${values.wait}"`;
    throw new CommandError(exitCodes.usage, words);
  }
  if (file === undefined || more.length > 0) throw new CommandError(exitCodes.usage, usage);
  return { sourceOf, file, waitMs };
}
