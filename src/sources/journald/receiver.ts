import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Receiver, ReceiverContext } from '../../flow/intake.ts';
import { partsOf } from '../../parse/message-parts.ts';
import { reasonOf } from '../../record/reason.ts';
import type { Received } from '../../record/received.ts';
import { readJournalEntry } from './entry.ts';
import { OutputLines } from './lines.ts';
import type { JournaldInputOptions } from './options.ts';

/** Between two starts of journalctl, ms: it ends at once where something is wrong, and is not to be started all the time. */
const firstDelayMs = 1_000;
const delayMaxMs = 60_000;

/** What runs for so long has not failed at its start, ms. */
const steadyMs = 2_000;

/** What an entry may say beside its message, in characters: with its message it has to fit in a record of 1 MiB. */
const fieldsLengthMax = 240 * 1024;

/** What it says last is told where it ends. */
const wordsLengthMax = 500;

export type JournaldReceiverContext = ReceiverContext<{
  received(messages: readonly Received[]): void;
  malformed(reason: string, sample: string): void;
  followerBegan(): void;
  followerWorks(): void;
  followerEnded(reason: string, waitMs: number, hint: string | undefined): void;
}>;

/** Follows the journal. Each entry carries its cursor into the spool, so that a restart goes on behind the last one there. */
export class JournaldReceiver implements Receiver {
  readonly #options: JournaldInputOptions;
  readonly #context: JournaldReceiverContext;
  readonly #stop = new AbortController();
  #following: Promise<void> | undefined;

  constructor(options: JournaldInputOptions, context: JournaldReceiverContext) {
    this.#options = options;
    this.#context = context;
  }

  start(): void {
    this.#following ??= this.#follow();
  }

  async stop(): Promise<void> {
    this.#stop.abort();
    await this.#following;
  }

  async #follow(): Promise<void> {
    const { clock, events } = this.#context;
    let delayMs = firstDelayMs;
    while (!this.#stop.signal.aborted) {
      events.followerBegan();
      const { reason, hasRead } = await this.#run();
      if (this.#stop.signal.aborted) return;
      delayMs = hasRead ? firstDelayMs : Math.min(2 * delayMs, delayMaxMs);
      events.followerEnded(reason, delayMs, hintFor(reason));
      await clock.sleep(delayMs, this.#stop.signal);
    }
  }

  /** One run of journalctl, to its end. */
  async #run(): Promise<{ readonly reason: string; readonly hasRead: boolean }> {
    const { command } = this.#options;
    const cursor = this.#context.intake.cursorOf(this.#context.input);
    const child = spawn(command, argumentsOf(this.#options, cursor), { stdio: ['ignore', 'pipe', 'pipe'] });
    const end = () => child.kill('SIGTERM');
    this.#stop.signal.addEventListener('abort', end, { once: true });
    let words = '';
    child.stderr.on('data', (bytes: Buffer) => {
      words = (words + bytes.toString()).slice(-wordsLengthMax);
    });
    const over = new AbortController();
    void this.#tellWhenSteady(over.signal);
    const exit = once(child, 'close').then(
      ([code, signal]) => `journalctl ended with ${code ?? signal}${words === '' ? '' : `: ${words.trim()}`}`,
      (error: unknown) => `${command} cannot be started: ${reasonOf(error)}`,
    );
    let hasRead = false;
    const lines = new OutputLines();
    for await (const bytes of child.stdout) {
      hasRead = (await this.#take(lines.push(bytes))) || hasRead;
    }
    const reason = await exit;
    over.abort();
    this.#stop.signal.removeEventListener('abort', end);
    return { reason, hasRead };
  }

  /** It works where it does not end at once: the journal may have nothing to say for hours. */
  async #tellWhenSteady(over: AbortSignal): Promise<void> {
    const { clock, events } = this.#context;
    await clock.sleep(steadyMs, over);
    if (!over.aborted) events.followerWorks();
  }

  /** Nothing more is read of journalctl until it is on the disk. */
  async #take(lines: readonly (string | undefined)[]): Promise<boolean> {
    const { intake, events } = this.#context;
    const messages = lines.filter((line) => line !== '').flatMap((line) => this.#messagesOf(line));
    if (messages.length === 0 || this.#stop.signal.aborted || !(await intake.put(messages))) return false;
    events.followerWorks();
    events.received(messages);
    return true;
  }

  #messagesOf(line: string | undefined): Received[] {
    const { input, clock, events } = this.#context;
    const entry = line === undefined ? undefined : readJournalEntry(line);
    if (line === undefined || entry === undefined) {
      events.malformed(
        'no entry of the journal, or a longer one than can be held',
        (line ?? '').slice(0, 200),
      );
      return [];
    }
    const { cursor, timeMs } = entry;
    const isTooLong = line.length > fieldsLengthMax && JSON.stringify(entry.fields).length > fieldsLengthMax;
    const { message, fields } = isTooLong ? { message: Buffer.from(line), fields: {} } : entry;
    const parts = partsOf(message, this.#options.messageBytesMax);
    return parts.map(({ bytes, part }, index) => ({
      input,
      receivedMs: clock.nowMs(),
      line: bytes,
      fields,
      ...(timeMs !== undefined && { timeMs }),
      ...(part !== undefined && { part }),
      // Behind the last part: a crash between two of them has the entry come again.
      ...(index === parts.length - 1 && { cursor }),
    }));
  }
}

/** `--all`, for without it long fields are left out; `--no-tail`, for following begins with the last ten lines else. */
export function argumentsOf(options: JournaldInputOptions, cursor: string | undefined): string[] {
  const { units, matches, startAt, directory } = options;
  const start = cursor === undefined && startAt === 'end' ? ['--lines=0'] : ['--no-tail'];
  return [
    ...['--output=json', '--follow', '--all', '--quiet'],
    ...start,
    ...(cursor === undefined ? [] : [`--after-cursor=${cursor}`]),
    ...(directory === undefined ? [] : [`--directory=${directory}`]),
    ...units.map((unit) => `--unit=${unit}`),
    ...matches,
  ];
}

function hintFor(reason: string): string | undefined {
  if (reason.includes('ENOENT')) return 'install systemd, or name the program: command: /usr/bin/journalctl';
  if (/permission|No journal files were opened/i.test(reason))
    return "add the agent's user to the group systemd-journal";
  return undefined;
}
