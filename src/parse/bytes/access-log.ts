import type { MessagePackWriter } from '../../wire/message-pack.ts';
import { prepareKey, putInteger, putKey, putTextHeader } from '../../wire/prepared-key.ts';
import { parseClfTime } from '../time.ts';
import type { ByteParser, LineBytes } from './byte-parser.ts';

const keys = {
  address: prepareKey('source.address'),
  ip: prepareKey('source.ip'),
  user: prepareKey('user.name'),
  method: prepareKey('http.request.method'),
  target: prepareKey('url.original'),
  path: prepareKey('url.path'),
  query: prepareKey('url.query'),
  version: prepareKey('http.version'),
  status: prepareKey('http.response.status_code'),
  bodyBytes: prepareKey('http.response.body.bytes'),
  referrer: prepareKey('http.request.referrer'),
  userAgent: prepareKey('user_agent.original'),
};

const space = 0x20;
const quote = 0x22;
const minus = 0x2d;
const dot = 0x2e;
const slash = 0x2f;
const colon = 0x3a;
const question = 0x3f;
const bracket = 0x5b;
const backslash = 0x5c;
const closingBracket = 0x5d;
const del = 0x7f;

/** `17/May/2015:10:05:03 +0000`. */
const timeBytes = 26;
/** Names and headers of all fields. */
const overheadBytesMax = 512;
/** The target comes twice, whole and in its path and query; so does the address. */
const copiesMax = 2;
/** What a str 8 holds; a longer value is for the format's other parser. */
const textBytesMax = 0xff;
/** Of a number of bytes that no double rounds. */
const digitsMax = 15;

/**
 * `combined` and `common` for the lines that nearly all are: ASCII, nothing escaped in quotes, `-` for the identity, a
 * request of three words, nothing behind the end.
 */
export class AccessLogBytes implements ByteParser {
  count = 0;
  timeMs = 0;
  readonly #isCombined: boolean;
  readonly #timeText = new Uint8Array(timeBytes);
  #bytes: Uint8Array = this.#timeText;
  #out: Uint8Array = this.#timeText;
  #view: DataView = new DataView(this.#timeText.buffer);
  #at = 0;
  #to = 0;

  constructor(isCombined: boolean) {
    this.#isCombined = isCombined;
  }

  write({ bytes }: LineBytes, start: number, end: number, out: MessagePackWriter): boolean {
    out.reserve(copiesMax * (end - start) + overheadBytesMax);
    this.#bytes = bytes;
    this.#out = out.buffer;
    this.#view = out.view;
    this.#at = start;
    this.#to = out.length;
    this.count = 0;
    const isWritten = this.#address() && this.#user() && this.#time() && this.#request() && this.#answer(end);
    if (!isWritten || this.#at !== end) return false;
    out.length = this.#to;
    return true;
  }

  /** The first word; an IP address where it looks like one. */
  #address(): boolean {
    const bytes = this.#bytes;
    const from = this.#at;
    const end = endOfWord(bytes, from);
    if (end === -1 || end - from > textBytesMax) return false;
    this.#text(keys.address, from, end);
    if (isIpAddress(bytes, from, end)) this.#text(keys.ip, from, end);
    this.#at = end + 1;
    return true;
  }

  /** `- user `. */
  #user(): boolean {
    const bytes = this.#bytes;
    const from = this.#at + 2;
    if (bytes[from - 2] !== minus || bytes[from - 1] !== space || bytes[from] === quote) return false;
    const end = endOfWord(bytes, from);
    if (end === -1 || end - from > textBytesMax) return false;
    if (end - from > 1 || bytes[from] !== minus) this.#text(keys.user, from, end);
    this.#at = end + 1;
    return true;
  }

  /** `[time] "`: neighbours mostly share their second. */
  #time(): boolean {
    const bytes = this.#bytes;
    const from = this.#at + 1;
    const end = from + timeBytes;
    if (bytes[from - 1] !== bracket || bytes[end] !== closingBracket) return false;
    if (bytes[end + 1] !== space || bytes[end + 2] !== quote) return false;
    this.#at = end + 3;
    const known = this.#timeText;
    for (let index = timeBytes - 1; index >= 0; index -= 1)
      if (known[index] !== bytes[from + index]) return this.#newTime(from, end);
    return true;
  }

  #newTime(from: number, end: number): boolean {
    const timeMs = parseClfTime(Buffer.from(this.#bytes.subarray(from, end)).toString('latin1'));
    if (timeMs === undefined) return false;
    this.#timeText.set(this.#bytes.subarray(from, end));
    this.timeMs = timeMs;
    return true;
  }

  /** `GET /path?query HTTP/1.1" `. */
  #request(): boolean {
    const bytes = this.#bytes;
    const method = this.#at;
    let at = method;
    for (let byte = bytes[at] ?? 0; byte !== space; byte = bytes[++at] ?? 0)
      if (byte < 0x41 || byte > 0x5a) return false;
    if (at === method || at - method > textBytesMax) return false;
    this.#text(keys.method, method, at);
    const target = at + 1;
    let query = 0;
    at = target;
    for (let byte = bytes[at] ?? 0; byte !== space; byte = bytes[++at] ?? 0) {
      if (byte <= space || byte >= del || byte === quote || byte === backslash) return false;
      if (byte === question && query === 0) query = at;
    }
    if (at === target || at - target > textBytesMax) return false;
    this.#text(keys.target, target, at);
    this.#text(keys.path, target, query === 0 ? at : query);
    if (query !== 0) this.#text(keys.query, query + 1, at);
    return this.#version(at + 1);
  }

  /** `HTTP/1.1" ` or `HTTP/2" `. */
  #version(at: number): boolean {
    const bytes = this.#bytes;
    if (bytes[at] !== 0x48 || bytes[at + 1] !== 0x54 || bytes[at + 2] !== 0x54 || bytes[at + 3] !== 0x50)
      return false;
    const from = at + 5;
    if (bytes[at + 4] !== slash || !isDigit(bytes[from])) return false;
    const end = bytes[from + 1] === dot && isDigit(bytes[from + 2]) ? from + 3 : from + 1;
    if (bytes[end] !== quote || bytes[end + 1] !== space) return false;
    this.#text(keys.version, from, end);
    this.#at = end + 2;
    return true;
  }

  /** `200 123`, and the referrer and the user agent of the combined format. */
  #answer(end: number): boolean {
    const bytes = this.#bytes;
    const from = this.#at;
    let status = 0;
    for (let at = from; at < from + 3; at += 1) {
      if (!isDigit(bytes[at])) return false;
      status = status * 10 + (bytes[at] ?? 0) - 0x30;
    }
    if (bytes[from + 3] !== space) return false;
    this.#integer(keys.status, status);
    this.#at = from + 4;
    if (!this.#bodyBytes()) return false;
    if (!this.#isCombined) return true;
    return this.#quoted(keys.referrer, end) && this.#quoted(keys.userAgent, end);
  }

  #bodyBytes(): boolean {
    const bytes = this.#bytes;
    const from = this.#at;
    if (bytes[from] === minus) {
      this.#at = from + 1;
      return true;
    }
    let at = from;
    let value = 0;
    for (; isDigit(bytes[at]); at += 1) value = value * 10 + (bytes[at] ?? 0) - 0x30;
    if (at === from || at - from > digitsMax) return false;
    this.#integer(keys.bodyBytes, value);
    this.#at = at;
    return true;
  }

  /** ` "text"`; a lone `-` is no text. */
  #quoted(key: typeof keys.referrer, end: number): boolean {
    const bytes = this.#bytes;
    if (bytes[this.#at] !== space || bytes[this.#at + 1] !== quote) return false;
    const from = this.#at + 2;
    let at = from;
    for (let byte = bytes[at] ?? 0; byte !== quote; byte = bytes[++at] ?? 0)
      if (byte < space || byte >= del || byte === backslash || at >= end) return false;
    const length = at - from;
    if (length > textBytesMax) return false;
    if (length !== 1 || bytes[from] !== minus) this.#text(key, from, at);
    this.#at = at + 1;
    return true;
  }

  #text(key: typeof keys.referrer, from: number, end: number): void {
    const bytes = this.#bytes;
    const out = this.#out;
    let to = putTextHeader(this.#view, putKey(this.#view, this.#to, key), end - from);
    for (let at = from; at < end; at += 1) out[to++] = bytes[at] ?? 0;
    this.#to = to;
    this.count += 1;
  }

  #integer(key: typeof keys.referrer, value: number): void {
    this.#to = putInteger(this.#view, putKey(this.#view, this.#to, key), value);
    this.count += 1;
  }
}

/** The blank behind a word of ASCII; -1 where there is no such word. */
function endOfWord(bytes: Uint8Array, from: number): number {
  let at = from;
  for (let byte = bytes[at] ?? 0; byte !== space; byte = bytes[++at] ?? 0)
    if (byte < space || byte >= del) return -1;
  return at === from ? -1 : at;
}

/** Four numbers of up to three digits; or, with a colon in it, what IPv6 is written with, and no dot before the colon. */
function isIpAddress(bytes: Uint8Array, from: number, end: number): boolean {
  let dots = 0;
  let digits = 0;
  let at = from;
  for (; at < end; at += 1) {
    const byte = bytes[at] ?? 0;
    if (isDigit(byte)) digits += 1;
    else if (byte === dot && digits > 0 && digits <= 3) {
      dots += 1;
      digits = 0;
    } else break;
  }
  if (at === end) return dots === 3 && digits > 0 && digits <= 3;
  return dots === 0 && isIpv6(bytes, from, end);
}

function isIpv6(bytes: Uint8Array, from: number, end: number): boolean {
  let hasColon = false;
  for (let at = from; at < end; at += 1) {
    const byte = bytes[at] ?? 0;
    if (byte === colon) hasColon = true;
    else if (!isHex(byte) && !(byte === dot && hasColon)) return false;
  }
  return hasColon && !endsAtFirstColon(bytes, from, end);
}

/** `::` is an address, `f:` is none: something stands behind the first colon. */
function endsAtFirstColon(bytes: Uint8Array, from: number, end: number): boolean {
  return bytes.indexOf(colon, from) === end - 1;
}

function isHex(byte: number): boolean {
  return isDigit(byte) || (byte >= 0x41 && byte <= 0x46) || (byte >= 0x61 && byte <= 0x66);
}

function isDigit(byte: number | undefined): boolean {
  return byte !== undefined && byte >= 0x30 && byte <= 0x39;
}
