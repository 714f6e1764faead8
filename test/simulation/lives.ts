import { setMaxListeners } from 'node:events';
import type { ProcessEnd } from './plan.ts';
import type { World } from './world.ts';

/** A daemon forces itself to an end this long after SIGTERM (src/cli/stop-signals.ts). */
const drainDeadlineMs = 25_000;

/** One process from its start to its end. */
export class Life {
  readonly name: string;
  readonly stop: AbortSignal;
  readonly force: AbortSignal;
  /** Killed with SIGKILL: whatever it still does has no effect on anything outside of it. */
  isKilled = false;
  readonly #stop = new AbortController();
  readonly #force = new AbortController();

  constructor(name: string, over: AbortSignal) {
    this.name = name;
    this.stop = AbortSignal.any([this.#stop.signal, over]);
    this.force = AbortSignal.any([this.#force.signal, over]);
    setMaxListeners(0, this.stop, this.force); // All that sleeps in a process listens.
  }

  kill(): void {
    this.isKilled = true;
    this.release();
  }

  /** Node keeps a signal that somebody listens to, and whatever that holds, until it is aborted. */
  release(): void {
    this.#force.abort();
    this.#stop.abort();
  }

  /** As SIGTERM does; and again, should it take too long. */
  terminate(world: World, ended: Promise<void>): void {
    this.#stop.abort();
    const isOver = new AbortController();
    void ended.then(() => isOver.abort());
    void world.clock.sleep(drainDeadlineMs, isOver.signal).then(() => {
      if (isOver.signal.aborted) return;
      world.ledger.note({ kind: 'process', life: this.name, what: 'is forced' });
      this.#force.abort();
    });
  }
}

export interface Program {
  readonly name: string;
  readonly ends: readonly ProcessEnd[];
  /** Runs one process; resolves when it has ended by itself, or because it was made to. */
  readonly live: (life: Life) => Promise<void>;
  /** Called at the very moment of a kill: what is on the disk now is what the next life finds. */
  readonly killed?: () => void;
  /** Tells the last life to stop. */
  readonly finished?: Promise<void>;
}

/** One life after the other, each ended as planned; resolves when one ends by itself, or the last one is over. */
export async function runLives(world: World, program: Program): Promise<void> {
  for (const [index, end] of [...program.ends, undefined].entries()) {
    const life = new Life(`${program.name}.${index + 1}`, world.over.signal);
    const ended = live(world, program, life);
    const due = end === undefined ? program.finished : world.sleepUntil(end.atMs);
    const isDue = await Promise.race([ended, ...(due === undefined ? [] : [due.then(() => true)])]);
    if (isDue !== true || world.over.signal.aborted) return ended;
    endLife(world, program, life, end?.how ?? 'stop', ended);
    await ended;
    if (end === undefined) return;
    await world.clock.sleep(end.downMs, world.over.signal);
  }
}

async function live({ ledger }: World, program: Program, life: Life): Promise<void> {
  ledger.note({ kind: 'process', life: life.name, what: 'starts' });
  try {
    await program.live(life);
  } catch (error) {
    const what = error instanceof Error ? (error.stack ?? error.message) : String(error);
    ledger.note({ kind: 'trouble', life: life.name, what: `failed: ${what}` });
  }
  ledger.note({ kind: 'process', life: life.name, what: 'has ended' });
  life.release();
}

function endLife(
  world: World,
  program: Program,
  life: Life,
  how: ProcessEnd['how'],
  ended: Promise<void>,
): void {
  const what = how === 'kill' ? 'is killed' : 'is told to stop';
  world.ledger.note({ kind: 'process', life: life.name, what });
  if (how === 'stop') {
    life.terminate(world, ended);
  } else {
    program.killed?.();
    life.kill();
  }
}
