import { characterEnd, type MessagePart } from '../../parse/message-parts.ts';

/** Digits of an octet count: what they count goes on in parts, so they bound no memory. */
const countDigitsMax = 9;

const newline = 0x0a;
/** A count that is not whole yet, or that nothing is seen behind. */
const halfCount = new RegExp(`^[1-9]\\d{0,${countDigitsMax - 1}} ?$`);
const wholeCount = new RegExp(`^([1-9]\\d{0,${countDigitsMax - 1}}) (?=.)`, 's');

/**
 * Messages in the bytes of one connection (RFC 6587): counted, `123 <34>1 …`, or each in a line of its own; what a
 * message is, its first bytes tell. Holds `messageBytesMax` at most and a piece of what was pushed; a longer message is
 * handed on in parts.
 */
export class SyslogFramer {
  readonly #messageBytesMax: number;
  #rest: Buffer = Buffer.alloc(0);
  /** Bytes of a counted message that are to come; undefined where it ends with a newline. */
  #left: number | undefined;
  #isStart = true;
  /** Of the message that is being handed on. */
  #parts = 0;
  /** It has counted before: then it counts messages that do not begin with `<`, too. */
  #counts = false;

  constructor(messageBytesMax: number) {
    this.#messageBytesMax = messageBytesMax;
  }

  /** The messages that are whole by now; views on `bytes`. */
  push(bytes: Buffer): MessagePart[] {
    const all = this.#rest.length === 0 ? bytes : Buffer.concat([this.#rest, bytes]);
    const messages: MessagePart[] = [];
    let at = 0;
    for (;;) {
      if (this.#isStart) at = this.#begin(all, at);
      const next = this.#isStart ? undefined : this.#next(all, at);
      if (next === undefined) break;
      at = this.#take(all, at, next, messages);
    }
    this.#rest = all.subarray(at);
    return messages;
  }

  /** The connection has ended: what is left is a message, if not a whole one. */
  end(): MessagePart[] {
    const rest = this.#rest;
    this.#rest = Buffer.alloc(0);
    const messages: MessagePart[] = [];
    this.#take(rest, 0, { end: rest.length, after: rest.length, isWhole: true }, messages);
    return messages;
  }

  /** What the message is that begins here; stays at the start where that is not to be seen yet. */
  #begin(bytes: Buffer, from: number): number {
    let at = from;
    while (bytes[at] === newline || bytes[at] === 0) at += 1;
    if (at === bytes.length) return at;
    const head = bytes.toString('latin1', at, at + countDigitsMax + 2);
    if (halfCount.test(head)) return at;
    const [whole, digits] = wholeCount.exec(head) ?? [];
    const isCounted = whole !== undefined && (this.#counts || head[whole.length] === '<');
    this.#isStart = false;
    this.#left = isCounted ? Number(digits) : undefined;
    this.#counts ||= isCounted;
    return isCounted ? at + whole.length : at;
  }

  #next(bytes: Buffer, at: number): Place | undefined {
    const max = this.#messageBytesMax;
    if (this.#left !== undefined) {
      if (this.#left <= max) {
        const end = at + this.#left;
        return end <= bytes.length ? { end, after: end, isWhole: true } : undefined;
      }
    } else {
      const end = bytes.indexOf(newline, at);
      if (end !== -1 && end - at <= max) return { end, after: end + 1, isWhole: true };
    }
    if (bytes.length - at <= max) return undefined;
    const end = characterEnd(bytes, at, at + max);
    return { end, after: end, isWhole: false };
  }

  #take(bytes: Buffer, at: number, { end, after, isWhole }: Place, messages: MessagePart[]): number {
    const message = isWhole ? trimEnd(bytes.subarray(at, end)) : bytes.subarray(at, end);
    if (message.length > 0) {
      const isPart = this.#parts > 0 || !isWhole;
      messages.push(isPart ? { bytes: message, part: this.#parts } : { bytes: message });
    }
    this.#parts = isWhole ? 0 : this.#parts + 1;
    if (this.#left !== undefined) this.#left -= end - at;
    if (isWhole) this.#isStart = true;
    return after;
  }
}

interface Place {
  readonly end: number;
  readonly after: number;
  readonly isWhole: boolean;
}

/** Without what senders end messages with though they need not. */
export function trimEnd(message: Buffer): Buffer {
  let end = message.length;
  while (end > 0 && (message[end - 1] === newline || message[end - 1] === 0x0d || message[end - 1] === 0))
    end -= 1;
  return message.subarray(0, end);
}
