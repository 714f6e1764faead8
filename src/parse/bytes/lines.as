// AssemblyScript. Lines of access logs, and plain ones, from bytes to MessagePack: see line-kernel.ts, which alone calls
// this. It allocates nothing; all it knows stands at the addresses below.

/** Names of fields as MessagePack, 32 bytes each, and behind them their length. */
export const keys: usize = 1024;
const keyStride: usize = 48;
const keyLength: usize = 32;
/** Eight tables of CRC-32, 256 numbers each; table k is about a byte that k bytes follow. */
export const crcTables: usize = 2176;
/** `17/May/2015:` and ` +0000`, whose midnight is known. */
export const day: usize = 10368;
const dateBytes: usize = 12;
const clockBytes: usize = 8;
const timeBytes: usize = 26;
/** Where each line ends, u32 from the beginning of the input. */
export const lineEnds: usize = 10432;
/** Where each event ends, u32 from the beginning of the output. */
export const eventEnds: usize = 14528;
/** The time of each line, f64, ms UTC: what it tells; of plain ones it is given. */
export const times: usize = 18624;
export const linesMax: usize = 1024;
/** Behind the lines stand zeros, which end whatever is looked for. */
export const input: usize = 26816;
/** A str 16 holds any line of it. */
export const inputBytesMax: usize = 65535;
export const output: usize = 92416;
const outputEnd: usize = 524224;
/** Names, headers and numbers of one event, and what a copy of 16 bytes writes too much. */
const overheadBytesMax: usize = 768;
/** The target comes twice, whole and in its path and query; so does the address. */
const copiesMax: usize = 2;

/** Why a line was not written: it is not one of the plain ones, its day is not known, or there is no more room. */
export const stoppedByLine: i32 = 0;
export const stoppedByDay: i32 = 1;
export const stoppedByRoom: i32 = 2;

/** Why the last call ended early. */
export let stopped: i32 = 0;
/** Where the time of that line stands. */
export let timeAt: usize = 0;
/** Midnight of `day`, ms UTC. */
export let dayMs: f64 = NaN;
/** Bytes in the output. */
export let written: usize = 0;

const space: u8 = 0x20;
const quote: u8 = 0x22;
const minus: u8 = 0x2d;
const dot: u8 = 0x2e;
const slash: u8 = 0x2f;
const colon: u8 = 0x3a;
const question: u8 = 0x3f;
const bracket: u8 = 0x5b;
const backslash: u8 = 0x5c;
const closingBracket: u8 = 0x5d;
const del: u8 = 0x7f;

/** Order of `keys`. */
const keyOfAddress: usize = 0;
const keyOfIp: usize = 1;
const keyOfUser: usize = 2;
const keyOfMethod: usize = 3;
const keyOfTarget: usize = 4;
const keyOfPath: usize = 5;
const keyOfQuery: usize = 6;
const keyOfVersion: usize = 7;
const keyOfStatus: usize = 8;
const keyOfBodyBytes: usize = 9;
const keyOfReferrer: usize = 10;
const keyOfUserAgent: usize = 11;
const keyOfOffset: usize = 12;
const keyOfLength: usize = 13;
const keyOfChecksum: usize = 14;
const keyOfTime: usize = 15;
const keyOfMessage: usize = 16;
const keyOfTimeSource: usize = 17;
/** From here on stand the values of that, as names do. */
const timeSources: usize = 18;

/** That of a map 16 (MessagePack specification, "map format family"). */
const mapHeaderBytes: usize = 3;

/** What a str 8 holds; a longer value is for the format's other parser. */
const textBytesMax: usize = 255;
/** Of a number of bytes that no double rounds. */
const digitsMax: usize = 15;

let at: usize = 0;
let to: usize = 0;
let fields: u32 = 0;
let timeMs: f64 = 0;

/** The output is empty. */
export function begin(): void {
  written = 0;
}

/**
 * Writes the events of lines `first` to `count`, up to the first that cannot be written; gives its index, or `count`.
 * `offset` is that of the input in its file.
 */
export function writeAccess(first: i32, count: i32, isCombined: bool, offset: f64): i32 {
  for (let index = first; index < count; index += 1) {
    const from = index == 0 ? input : input + <usize>load<u32>(lineEnds + (<usize>(index - 1) << 2));
    const end = input + <usize>load<u32>(lineEnds + (<usize>index << 2));
    const start = output + written;
    if (start + copiesMax * (end - from) + overheadBytesMax > outputEnd) return stop(index, stoppedByRoom);
    stopped = stoppedByLine;
    if (!writeLine(from, textEnd(from, end), start, isCombined)) return stop(index, stopped);
    writeOrigin(from, end, offset);
    store<f64>(times + (<usize>index << 3), timeMs);
    endEvent(index, start);
  }
  return count;
}

/** The same of lines that are their message, in UTF-8, and tell no time: where it is from is the `source`th of its words. */
export function writePlain(first: i32, count: i32, source: usize, offset: f64): i32 {
  for (let index = first; index < count; index += 1) {
    const from = index == 0 ? input : input + <usize>load<u32>(lineEnds + (<usize>(index - 1) << 2));
    const end = input + <usize>load<u32>(lineEnds + (<usize>index << 2));
    const start = output + written;
    if (start + (end - from) + overheadBytesMax > outputEnd) return stop(index, stoppedByRoom);
    timeMs = load<f64>(times + (<usize>index << 3));
    to = start + mapHeaderBytes;
    fields = 0;
    putText(keyOfMessage, from, textEnd(from, end));
    putKey(keyOfTimeSource);
    putName(timeSources + source);
    writeOrigin(from, end, offset);
    endEvent(index, start);
  }
  return count;
}

function endEvent(index: i32, start: usize): void {
  store<u8>(start, 0xde); // map 16
  store<u16>(start, bswap<u16>(<u16>fields), 1);
  written = to - output;
  store<u32>(eventEnds + (<usize>index << 2), <u32>written);
}

function stop(index: i32, reason: i32): i32 {
  stopped = reason;
  return index;
}

/** Before LF or CR LF. */
function textEnd(from: usize, end: usize): usize {
  if (end == from || load<u8>(end - 1) != 0x0a) return end;
  return end - 1 > from && load<u8>(end - 2) == 0x0d ? end - 2 : end - 1;
}

function writeLine(from: usize, end: usize, start: usize, isCombined: bool): bool {
  at = from;
  to = start + mapHeaderBytes;
  fields = 0;
  if (!address() || !user() || !time() || !request() || !answer()) return false;
  if (isCombined && (!quoted(keyOfReferrer) || !quoted(keyOfUserAgent))) return false;
  return at == end;
}

function writeOrigin(from: usize, end: usize, offset: f64): void {
  putInteger(keyOfOffset, <u64>offset + <u64>(from - input));
  putInteger(keyOfLength, <u64>(end - from));
  putInteger(keyOfChecksum, <u64>crc32(from, end));
  putTime();
}

/** The first word; an IP address where it looks like one. */
function address(): bool {
  const from = at;
  const end = endOfWord(from);
  if (load<u8>(end) != space || end == from || end - from > textBytesMax) return false;
  putText(keyOfAddress, from, end);
  if (isIpAddress(from, end)) putText(keyOfIp, from, end);
  at = end + 1;
  return true;
}

/** `- user `. */
function user(): bool {
  const from = at + 2;
  if (load<u8>(at) != minus || load<u8>(at, 1) != space || load<u8>(from) == quote) return false;
  const end = endOfWord(from);
  if (load<u8>(end) != space || end == from || end - from > textBytesMax) return false;
  if (end - from > 1 || load<u8>(from) != minus) putText(keyOfUser, from, end);
  at = end + 1;
  return true;
}

/** `[17/May/2015:10:05:03 +0000] "`, of a day that is known. */
function time(): bool {
  const from = at + 1;
  if (load<u8>(at) != bracket || load<u8>(from + timeBytes) != closingBracket) return false;
  if (load<u8>(from + timeBytes, 1) != space || load<u8>(from + timeBytes, 2) != quote) return false;
  timeAt = from;
  const clock = from + dateBytes;
  if (!isKnownDay(from)) {
    stopped = stoppedByDay;
    return false;
  }
  const hour = twoDigits(clock);
  const minute = twoDigits(clock + 3);
  const second = twoDigits(clock + 6);
  if (hour > 23 || minute > 59 || second > 60) return false;
  if (load<u8>(clock, 2) != colon || load<u8>(clock, 5) != colon) return false;
  timeMs = dayMs + <f64>(((hour * 60 + minute) * 60 + second) * 1000);
  at = from + timeBytes + 3;
  return true;
}

function isKnownDay(from: usize): bool {
  const zone = from + dateBytes + clockBytes;
  return (
    load<u64>(from) == load<u64>(day) &&
    load<u32>(from, 8) == load<u32>(day, 8) &&
    load<u32>(zone) == load<u32>(day, 12) &&
    load<u16>(zone, 4) == load<u16>(day, 16)
  );
}

/** 100 where they are none. */
function twoDigits(from: usize): u32 {
  const tens = <u32>load<u8>(from) - 0x30;
  const ones = <u32>load<u8>(from, 1) - 0x30;
  return tens > 9 || ones > 9 ? 100 : tens * 10 + ones;
}

/** `GET /path?query HTTP/1.1" `. */
function request(): bool {
  const method = at;
  let end = method;
  while (<u32>load<u8>(end) - 0x41 < 26) end += 1;
  if (load<u8>(end) != space || end == method || end - method > textBytesMax) return false;
  putText(keyOfMethod, method, end);
  const target = end + 1;
  end = endOfTarget(target);
  if (load<u8>(end) != space || end == target || end - target > textBytesMax) return false;
  putText(keyOfTarget, target, end);
  const query = endOfPath(target, end);
  putText(keyOfPath, target, query);
  if (query < end) putText(keyOfQuery, query + 1, end);
  return version(end + 1);
}

/** `HTTP/1.1" ` or `HTTP/2" `. */
function version(name: usize): bool {
  const from = name + 5;
  if (load<u32>(name) != 0x50545448 || load<u8>(name, 4) != slash || !isDigit(load<u8>(from))) return false;
  const end = load<u8>(from, 1) == dot && isDigit(load<u8>(from, 2)) ? from + 3 : from + 1;
  if (load<u8>(end) != quote || load<u8>(end, 1) != space) return false;
  putText(keyOfVersion, from, end);
  at = end + 2;
  return true;
}

/** `200 123`. */
function answer(): bool {
  let status: u64 = 0;
  for (let digit = at; digit < at + 3; digit += 1) {
    if (!isDigit(load<u8>(digit))) return false;
    status = status * 10 + <u64>(load<u8>(digit) - 0x30);
  }
  if (load<u8>(at, 3) != space) return false;
  putInteger(keyOfStatus, status);
  at += 4;
  if (load<u8>(at) == minus) {
    at += 1;
    return true;
  }
  let value: u64 = 0;
  const from = at;
  for (; isDigit(load<u8>(at)); at += 1) value = value * 10 + <u64>(load<u8>(at) - 0x30);
  if (at == from || at - from > digitsMax) return false;
  putInteger(keyOfBodyBytes, value);
  return true;
}

/** ` "text"`; a lone `-` is no text. */
function quoted(key: usize): bool {
  if (load<u8>(at) != space || load<u8>(at, 1) != quote) return false;
  const from = at + 2;
  const end = endOfQuoted(from);
  if (load<u8>(end) != quote || end - from > textBytesMax) return false;
  if (end - from != 1 || load<u8>(from) != minus) putText(key, from, end);
  at = end + 1;
  return true;
}

/** The first byte that is a blank, or no character of ASCII. */
function endOfWord(from: usize): usize {
  let place = from;
  let stops = stopsOfWord(place);
  for (; stops == 0; stops = stopsOfWord(place)) place += 16;
  return place + <usize>ctz(stops);
}

/** The same, or a quote or backslash. */
function endOfTarget(from: usize): usize {
  let place = from;
  let stops = stopsOfTarget(place);
  for (; stops == 0; stops = stopsOfTarget(place)) place += 16;
  return place + <usize>ctz(stops);
}

/** The same, but for blanks. */
function endOfQuoted(from: usize): usize {
  let place = from;
  let stops = stopsOfQuoted(place);
  for (; stops == 0; stops = stopsOfQuoted(place)) place += 16;
  return place + <usize>ctz(stops);
}

function stopsOfWord(place: usize): i32 {
  const bytes = v128.load(place);
  return i8x16.bitmask(
    v128.or(i8x16.le_u(bytes, i8x16.splat(space)), i8x16.ge_u(bytes, i8x16.splat(del))),
  );
}

function stopsOfTarget(place: usize): i32 {
  const bytes = v128.load(place);
  const outside = v128.or(i8x16.le_u(bytes, i8x16.splat(space)), i8x16.ge_u(bytes, i8x16.splat(del)));
  return i8x16.bitmask(v128.or(outside, escapes(bytes)));
}

function stopsOfQuoted(place: usize): i32 {
  const bytes = v128.load(place);
  const outside = v128.or(i8x16.lt_u(bytes, i8x16.splat(space)), i8x16.ge_u(bytes, i8x16.splat(del)));
  return i8x16.bitmask(v128.or(outside, escapes(bytes)));
}

function escapes(bytes: v128): v128 {
  return v128.or(i8x16.eq(bytes, i8x16.splat(quote)), i8x16.eq(bytes, i8x16.splat(backslash)));
}

/** The question mark, or the end. */
function endOfPath(from: usize, end: usize): usize {
  for (let place = from; place < end; place += 16) {
    const marks = i8x16.bitmask(i8x16.eq(v128.load(place), i8x16.splat(question)));
    if (marks != 0) return min(place + <usize>ctz(marks), end);
  }
  return end;
}

/** Four numbers of up to three digits; or, with a colon in it, what IPv6 is written with, and no dot before the colon. */
function isIpAddress(from: usize, end: usize): bool {
  let dots = 0;
  let digits = 0;
  let place = from;
  for (; place < end; place += 1) {
    const byte = load<u8>(place);
    if (isDigit(byte)) digits += 1;
    else if (byte == dot && digits > 0 && digits <= 3) {
      dots += 1;
      digits = 0;
    } else break;
  }
  if (place == end) return dots == 3 && digits > 0 && digits <= 3;
  return dots == 0 && isIpv6(from, end);
}

/** `::` is an address, `f:` is none: something stands behind the first colon. */
function isIpv6(from: usize, end: usize): bool {
  let firstColon: usize = 0;
  for (let place = from; place < end; place += 1) {
    const byte = load<u8>(place);
    if (byte == colon) {
      if (firstColon == 0) firstColon = place;
    } else if (!isHex(byte) && !(byte == dot && firstColon != 0)) return false;
  }
  return firstColon != 0 && firstColon != end - 1;
}

function isHex(byte: u8): bool {
  return isDigit(byte) || <u32>(byte | 0x20) - 0x61 < 6;
}

function isDigit(byte: u8): bool {
  return <u32>byte - 0x30 < 10;
}

function putKey(key: usize): void {
  putName(key);
  fields += 1;
}

function putName(key: usize): void {
  const place = keys + key * keyStride;
  v128.store(to, v128.load(place));
  v128.store(to, v128.load(place, 16), 16);
  to += <usize>load<u32>(place + keyLength);
}

/** A str up to 16 bits (MessagePack specification, "str format family"). */
function putText(key: usize, from: usize, end: usize): void {
  putKey(key);
  const length = end - from;
  if (length < 32) {
    store<u8>(to, <u8>(0xa0 | length));
    to += 1;
  } else if (length < 0x100) {
    store<u16>(to, <u16>(0xd9 | (length << 8)));
    to += 2;
  } else {
    store<u8>(to, 0xda);
    store<u16>(to, bswap<u16>(<u16>length), 1);
    to += 3;
  }
  for (let done: usize = 0; done < length; done += 16) v128.store(to + done, v128.load(from + done));
  to += length;
}

/** In its shortest form (MessagePack specification, "int format family"). */
function putInteger(key: usize, value: u64): void {
  putKey(key);
  if (value < 0x80) {
    store<u8>(to, <u8>value);
    to += 1;
  } else if (value < 0x100) {
    store<u16>(to, <u16>(0xcc | (value << 8)));
    to += 2;
  } else if (value < 0x10000) {
    store<u8>(to, 0xcd);
    store<u16>(to, bswap<u16>(<u16>value), 1);
    to += 3;
  } else if (value < 0x100000000) {
    store<u8>(to, 0xce);
    store<u32>(to, bswap<u32>(<u32>value), 1);
    to += 5;
  } else {
    store<u8>(to, 0xcf);
    store<u64>(to, bswap<u64>(value), 1);
    to += 9;
  }
}

/** Before 1970 an int 64. */
function putTime(): void {
  if (timeMs >= 0) return putInteger(keyOfTime, <u64>timeMs);
  putKey(keyOfTime);
  store<u8>(to, 0xd3);
  store<i64>(to, bswap<i64>(<i64>timeMs), 1);
  to += 9;
}

/** CRC-32 (ISO 3309), eight bytes a step. */
function crc32(from: usize, end: usize): u32 {
  let crc: u32 = 0xffffffff;
  let place = from;
  for (; place + 8 <= end; place += 8) {
    crc ^= load<u32>(place);
    const next = load<u32>(place, 4);
    crc =
      crcOf(7, crc) ^
      crcOf(6, crc >> 8) ^
      crcOf(5, crc >> 16) ^
      crcOf(4, crc >> 24) ^
      crcOf(3, next) ^
      crcOf(2, next >> 8) ^
      crcOf(1, next >> 16) ^
      crcOf(0, next >> 24);
  }
  for (; place < end; place += 1) crc = (crc >> 8) ^ crcOf(0, crc ^ <u32>load<u8>(place));
  return ~crc;
}

function crcOf(table: usize, value: u32): u32 {
  return load<u32>(crcTables + (table << 10) + (<usize>(value & 0xff) << 2));
}
