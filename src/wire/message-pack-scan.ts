/** What a reader takes at most. */
export interface ScanLimits {
  readonly depthMax: number;
  /** Values in all, of all maps: an empty map is one byte here, and fifty in memory. */
  readonly valuesMax: number;
}

/** By first byte from 0xc4 on: bytes of the length that follows, and bytes of the type behind it (extensions). */
const lengthPrefixed: Readonly<Record<number, readonly [lengthBytes: number, extra: number]>> = {
  [0xc4]: [1, 0],
  [0xc5]: [2, 0],
  [0xc6]: [4, 0],
  [0xc7]: [1, 1],
  [0xc8]: [2, 1],
  [0xc9]: [4, 1],
  [0xd9]: [1, 0],
  [0xda]: [2, 0],
  [0xdb]: [4, 0],
};

/** Bytes behind a first byte that fixes them: numbers and fixed extensions. */
const fixedSizes: Readonly<Record<number, number>> = {
  [0xca]: 4,
  [0xcb]: 8,
  [0xcc]: 1,
  [0xcd]: 2,
  [0xce]: 4,
  [0xcf]: 8,
  [0xd0]: 1,
  [0xd1]: 2,
  [0xd2]: 4,
  [0xd3]: 8,
  [0xd4]: 2,
  [0xd5]: 3,
  [0xd6]: 5,
  [0xd7]: 9,
  [0xd8]: 17,
};

/**
 * Walks over a sequence of MessagePack values without making any of them, and throws a RangeError where one is cut
 * off, nested too deep, or there are too many. A decoder allocates what a length promises; behind this walk it
 * promises no more than is there, so a hostile record costs memory in proportion to its bytes. Returns the end of
 * each value.
 */
export function scanMessagePack(bytes: Uint8Array, { depthMax, valuesMax }: ScanLimits): number[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  /** Values still to come, for each open array or map. */
  const open: number[] = [];
  let at = 0;
  let values = 0;
  const ends: number[] = [];
  while (at < bytes.length || open.length > 0) {
    if (at >= bytes.length) throw new RangeError('the last value is cut off');
    values += 1;
    if (values > valuesMax) throw new RangeError(`more than ${valuesMax} values`);
    const { size, children } = headerAt(view, at);
    at += size;
    if (at > bytes.length) throw new RangeError('the last value is cut off');
    // Each value takes a byte at least.
    if (children > bytes.length - at) throw new RangeError('a length promises more than there is');
    closeOne(open);
    if (children > 0) open.push(children);
    if (open.length > depthMax) throw new RangeError(`nested more than ${depthMax} deep`);
    while (open.at(-1) === 0) open.pop();
    if (open.length === 0) ends.push(at);
  }
  return ends;
}

/** Finds where the first value of some bytes ends, though they come in pieces; goes on where it was. */
export class ValueEnd {
  readonly #limits: ScanLimits;
  /** Values still to come, for each open array or map. */
  readonly #open: number[] = [];
  #at = 0;
  #values = 0;

  constructor(limits: ScanLimits) {
    this.#limits = limits;
  }

  /**
   * The end of the value, or undefined where more is to come. `bytes` are those of the call before, and more. Throws a
   * RangeError where it is nested too deep, or holds too many values.
   */
  find(bytes: Uint8Array): number | undefined {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    for (;;) {
      if (this.#at + headerBytesMax > bytes.length && !isHeaderThere(bytes, this.#at)) return undefined;
      const { size, children } = headerAt(view, this.#at);
      if (this.#at + size > bytes.length) return undefined;
      this.#at += size;
      this.#count(children);
      if (this.#open.length === 0) return this.#at;
    }
  }

  #count(children: number): void {
    const { depthMax, valuesMax } = this.#limits;
    this.#values += 1;
    if (this.#values + children > valuesMax) throw new RangeError(`more than ${valuesMax} values`);
    closeOne(this.#open);
    if (children > 0) this.#open.push(children);
    if (this.#open.length > depthMax) throw new RangeError(`nested more than ${depthMax} deep`);
    while (this.#open.at(-1) === 0) this.#open.pop();
  }
}

/** First byte and length. */
const headerBytesMax = 5;

function isHeaderThere(bytes: Uint8Array, at: number): boolean {
  const first = bytes[at];
  if (first === undefined) return false;
  const [lengthBytes = 0] = lengthPrefixed[first] ?? [];
  const isLong = first >= 0xdc && first <= 0xdf;
  return at + 1 + (isLong ? (first % 2 === 0 ? 2 : 4) : lengthBytes) <= bytes.length;
}

function closeOne(open: number[]): void {
  const last = open.length - 1;
  if (last >= 0) open[last] = (open[last] ?? 1) - 1;
}

/** Bytes of the value at `at`, without those of its children, and how many children follow. */
function headerAt(view: DataView, at: number): { readonly size: number; readonly children: number } {
  const first = view.getUint8(at);
  if (first <= 0x7f || first >= 0xe0) return { size: 1, children: 0 };
  if (first <= 0x8f) return { size: 1, children: 2 * (first & 0x0f) };
  if (first <= 0x9f) return { size: 1, children: first & 0x0f };
  if (first <= 0xbf) return { size: 1 + (first & 0x1f), children: 0 };
  if (first === 0xdc || first === 0xde)
    return { size: 3, children: (first === 0xde ? 2 : 1) * view.getUint16(at + 1) };
  if (first === 0xdd || first === 0xdf)
    return { size: 5, children: (first === 0xdf ? 2 : 1) * view.getUint32(at + 1) };
  const prefixed = lengthPrefixed[first];
  if (prefixed !== undefined) {
    const [lengthBytes, extra] = prefixed;
    return { size: 1 + lengthBytes + extra + lengthAt(view, at + 1, lengthBytes), children: 0 };
  }
  const fixed = fixedSizes[first];
  if (fixed !== undefined) return { size: 1 + fixed, children: 0 };
  if (first === 0xc1) throw new RangeError('the byte 0xc1 is never used');
  return { size: 1, children: 0 }; // nil, false, true
}

function lengthAt(view: DataView, at: number, bytes: number): number {
  if (bytes === 1) return view.getUint8(at);
  return bytes === 2 ? view.getUint16(at) : view.getUint32(at);
}
