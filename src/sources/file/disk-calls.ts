import { type FoundFile, fileKey } from './found-file.ts';

/** One file holds up the others no longer than this, ms. */
const waitMs = 1_000;

/** A call without an answer for so long is told, ms; and a file that answered late is waited for as long. */
const longWaitMs = 10_000;

/**
 * Each call without an answer holds a thread of the pool, in which all files, compression and names of hosts are looked
 * after. Where so many of one file system are out, no other one of it is made.
 */
const unansweredPerDeviceMax = 2;

/** Files that answered late and are remembered as such. */
const lateMax = 1_000;

type Place = Pick<FoundFile, 'device' | 'inode'>;

/** The disk, or the server, of a file does not answer: nothing is known of it now, and nothing lost. */
export class NotAnswered extends Error {
  override readonly name = 'NotAnswered';
  /** Whether it is to be told. */
  readonly isLong: boolean;
  /** Whether the call was made, and may still write to what it was given; else none was made, as an earlier one is out. */
  readonly isOut: boolean;

  constructor({ isLong, isOut }: { readonly isLong: boolean; readonly isOut: boolean }) {
    super(`no answer for ${longWaitMs / 1_000} s`);
    this.isLong = isLong;
    this.isOut = isOut;
  }
}

interface UnansweredCall {
  readonly key: string;
  readonly device: string;
  readonly sinceMs: number;
  readonly answered: Promise<void>;
}

/**
 * Calls to the file system that may never be answered: a server of NFS is gone, a program behind FUSE hangs. They cannot be
 * taken back, so they are left alone; until one is answered, no other one is made for its file.
 */
export class DiskCalls {
  readonly #unanswered = new Set<UnansweredCall>();
  readonly #late = new Set<string>();

  get unansweredCount(): number {
    return this.#unanswered.size;
  }

  /** The answer, if it comes in time, else {@link NotAnswered}; `late` takes one that comes later. */
  async answer<T>(place: Place, call: () => Promise<T>, late: (answer: T) => unknown = () => {}): Promise<T> {
    this.#refuse(place);
    const key = fileKey(place);
    const sinceMs = performance.now();
    const pending = call();
    if (await isInTime(pending, this.#late.has(key) ? longWaitMs : waitMs)) {
      this.#late.delete(key);
      return pending;
    }
    const answered = pending.then(late).then(
      () => {},
      () => {}, // Nobody waits for it any more.
    );
    const unanswered: UnansweredCall = { key, device: place.device, sinceMs, answered };
    this.#unanswered.add(unanswered);
    void answered.then(() => this.#answeredLate(unanswered));
    throw new NotAnswered({ isLong: performance.now() - sinceMs >= longWaitMs, isOut: true });
  }

  /** Closes a file, at the latest when what is out for it is answered; nobody waits for that. */
  async close(place: Place, close: () => Promise<void>): Promise<void> {
    const out = this.#inTheWayOf(place);
    if (out.length > 0) {
      const again = () => this.close(place, close);
      void Promise.race(out.map(({ answered }) => answered))
        .then(again)
        .catch(() => {}); // Nobody waits for it any more.
      return;
    }
    await this.answer(place, close).catch((error: unknown) => {
      if (!(error instanceof NotAnswered)) throw error;
    });
  }

  #refuse(place: Place): void {
    const out = this.#inTheWayOf(place);
    if (out.length === 0) return;
    const sinceMs = Math.min(...out.map((call) => call.sinceMs));
    throw new NotAnswered({ isLong: performance.now() - sinceMs >= longWaitMs, isOut: false });
  }

  #inTheWayOf(place: Place): UnansweredCall[] {
    if (this.#unanswered.size === 0) return [];
    const key = fileKey(place);
    const onDevice = [...this.#unanswered].filter(({ device }) => device === place.device);
    const own = onDevice.filter((call) => call.key === key);
    return own.length > 0 || onDevice.length < unansweredPerDeviceMax ? own : onDevice;
  }

  #answeredLate(call: UnansweredCall): void {
    this.#unanswered.delete(call);
    if (this.#late.size >= lateMax) this.#late.clear();
    this.#late.add(call.key);
  }
}

/** One for the process, as its pool of threads is. */
export const diskCalls = new DiskCalls();

async function isInTime(pending: Promise<unknown>, timeMs: number): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => resolve(false), timeMs);
  });
  const settled = pending.then(
    () => true,
    () => true, // Whoever awaits it hears of the error.
  );
  try {
    return await Promise.race([settled, late]);
  } finally {
    clearTimeout(timer);
  }
}
