import { resolve } from 'node:path';
import type { AgentSection, Flow } from '../config/agent-options.ts';
import type { KnownFile, PositionStore } from '../record/position.ts';
import type { CommandContext } from './command.ts';
import { CommandError, exitCodes } from './exit-codes.ts';
import { type FileNow, fileNow, lastLineEnd, lifeOf } from './file-now.ts';
import { askAgent, type FlowPositions, storedPositions, withStore } from './known-positions.ts';

export interface Reset {
  readonly agent: AgentSection;
  /** Undefined for all. */
  readonly file: string | undefined;
  readonly to: 'beginning' | 'end';
  readonly dryRun: boolean;
}

interface Move {
  readonly flow: Flow;
  readonly known: KnownFile;
  readonly now: FileNow;
  readonly offset: number;
}

/** Moves positions, and says what that costs. The agent must not run: it would go on where it reads. */
export async function resetPositions(reset: Reset, context: CommandContext): Promise<number> {
  const { agent, dryRun } = reset;
  if ((await askAgent(agent)) !== undefined) {
    throw new CommandError(exitCodes.unavailable, 'the agent is running: stop it, reset, and start it again');
  }
  const moves = movesOf(reset, storedPositions(agent, context));
  for (const move of moves) context.stdout.write(`${costOf(move)}\n`);
  if (moves.some(({ known: { offset }, offset: next }) => next < offset)) context.stdout.write(repeats);
  if (dryRun) context.stdout.write('nothing was changed: --dry-run\n');
  else
    for (const [flow, ofFlow] of Map.groupBy(moves, ({ flow }) => flow))
      withStore(flow, agent.http, context, (store) => moveAll(store, ofFlow));
  return exitCodes.ok;
}

const repeats =
  'What is sent again has its old ids: in OpenSearch it stands once, while the index of its day is there. Lines without\n' +
  'a time of their own get a new one and stand twice; so does everything for other readers of the stream.\n';

/** In each flow that knows the file. */
function movesOf({ file, to }: Reset, flows: readonly FlowPositions[]): Move[] {
  const chosen = flows.flatMap(({ flow, files }) =>
    (file === undefined ? files : named(file, files)).map((known) => ({ flow, known })),
  );
  if (file !== undefined && chosen.length === 0) {
    const message = `no position is known of ${file}\n  kinship positions show CONFIG lists what is known`;
    throw new CommandError(exitCodes.noInput, message);
  }
  return chosen.flatMap(({ flow, known }) => {
    const now = fileNow(known);
    if (now === undefined) return []; // There is nothing to read any more.
    return [{ flow, known, now, offset: to === 'beginning' ? 0 : endOf(known, now) }];
  });
}

/** By what stands there now, or by the name it had. */
function named(file: string, files: readonly KnownFile[]): KnownFile[] {
  const there = lifeOf(file, files);
  return there === undefined ? files.filter(({ path }) => resolve(path) === resolve(file)) : [there];
}

/** Of what is compressed the offset counts the bytes before compression: they are not to be had without all of it. */
function endOf({ offset }: KnownFile, { path, size }: FileNow): number {
  return size === undefined || size < offset ? offset : lastLineEnd(path, offset, size);
}

function costOf({ known: { offset }, now: { path }, offset: next }: Move): string {
  if (next === offset) return `${path}: stays at ${offset}`;
  const from = `${path}: from ${offset} to ${next}`;
  return next < offset
    ? `${from}: ${offset - next} bytes are sent again`
    : `${from}: ${next - offset} bytes are never sent`;
}

function moveAll(store: PositionStore, moves: readonly Move[]): void {
  for (const { known, offset } of moves) {
    if (offset > known.offset) store.commit([{ generation: known.generation, offset }]);
    else if (offset < known.offset) moveBack(store, known);
  }
}

/**
 * A position only moves on: so the life is forgotten, and told again as it was at its beginning. Its generation stays,
 * and with it the ids of its events. Cut off in between, the file is read from its beginning as a new one.
 */
function moveBack(store: PositionStore, known: KnownFile): void {
  const { lastTimedMs: _time, window: _window, ...life } = known;
  store.forget([known.generation]);
  store.add([{ ...life, offset: 0 }]);
}
