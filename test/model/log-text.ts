/** Whether each line of the log is an event, or several are. */
export type StoryKind = 'lines' | 'events';

/** An event of one to five lines, as a program writes it: at once or in pieces. */
interface WrittenEvent {
  readonly text: string;
  /** What is not written yet. */
  rest: string;
  /** Its lines went to two files, or came with pauses in which the agent may give it up: it may come in pieces. */
  mayBeCut: boolean;
  lastMs: number;
}

/** Lines that go on with an event begin with a space. */
export const multiline = { start: '^[^ ]', negate: false, flushAfterMs: 1_000 };

export interface LogTextParts {
  readonly kind: StoryKind;
  /** A random whole number below this one. */
  readonly below: (count: number) => number;
  readonly nowMs: () => number;
}

/** What a program writes to its log; no line is like another one. Knows which events have to come whole. */
export class LogText {
  readonly #kind: StoryKind;
  readonly #below: (count: number) => number;
  readonly #nowMs: () => number;
  readonly #events: WrittenEvent[] = [];
  #count = 0;

  constructor({ kind, below, nowMs }: LogTextParts) {
    this.#kind = kind;
    this.#below = below;
    this.#nowMs = nowMs;
  }

  /** What is left of an event that was begun, and so many lines or events. */
  lines(count: number): string {
    const pending = this.#pending;
    const rest = pending === undefined ? '' : this.#take(pending, pending.rest.length);
    return `${rest}${this.whole(count)}`;
  }

  whole(count: number): string {
    return Array.from({ length: count }, () => this.#oneWhole()).join('');
  }

  /** Half a line; of an event, its next line or as much as happens to be. */
  piece(): string {
    if (this.#kind === 'lines') return `${this.#line()} half, `;
    const event = this.#pending ?? this.#begin();
    const line = event.rest.indexOf('\n') + 1;
    return this.#take(event, this.#below(2) === 0 ? line : 1 + this.#below(event.rest.length));
  }

  /** Time passed in which the agent may give up waiting. */
  paused(): void {
    const pending = this.#begun;
    if (pending !== undefined) pending.mayBeCut = true;
  }

  /** What follows goes to another file. What is left of a line in the middle is never written. */
  torn(): void {
    const pending = this.#begun;
    if (pending === undefined) return;
    pending.mayBeCut = true;
    const written = pending.text.slice(0, pending.text.length - pending.rest.length);
    if (!written.endsWith('\n')) pending.rest = pending.rest.slice(pending.rest.indexOf('\n') + 1);
  }

  /** Events that were written to one file without a pause. */
  unbroken(): string[] {
    return this.#events.filter(({ rest, mayBeCut }) => rest === '' && !mayBeCut).map(({ text }) => text);
  }

  get #pending(): WrittenEvent | undefined {
    const last = this.#events.at(-1);
    return last?.rest === '' ? undefined : last;
  }

  get #begun(): WrittenEvent | undefined {
    const pending = this.#pending;
    return pending?.rest === pending?.text ? undefined : pending;
  }

  #oneWhole(): string {
    if (this.#kind === 'lines') return `${this.#line()}\n`;
    const event = this.#begin();
    return this.#take(event, event.text.length);
  }

  #begin(): WrittenEvent {
    const lines = Array.from(
      { length: 1 + this.#below(5) },
      (_, index) => `${index === 0 ? '' : ' '}${this.#line()}`,
    );
    const text = `${lines.join('\n')}\n`;
    const event = { text, rest: text, mayBeCut: false, lastMs: this.#nowMs() };
    this.#events.push(event);
    return event;
  }

  #take(event: WrittenEvent, length: number): string {
    if (this.#nowMs() - event.lastMs >= multiline.flushAfterMs) event.mayBeCut = true;
    event.lastMs = this.#nowMs();
    const piece = event.rest.slice(0, length);
    event.rest = event.rest.slice(length);
    return piece;
  }

  #line(): string {
    const lengthMax = this.#kind === 'events' && this.#below(10) === 0 ? 400 : 100;
    return `${++this.#count} written ${'x'.repeat(this.#below(lengthMax))}`;
  }
}
