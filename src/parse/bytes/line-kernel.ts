import { originFields, type TimeSource, timeSourceField } from '../../record/event.ts';
import { MessagePackWriter } from '../../wire/message-pack.ts';
import { parseClfTime } from '../time.ts';
import { crcTables } from './crc32.ts';
import { linesWasm } from './lines-wasm.ts';

/** In the order in which the kernel counts them. */
const fieldNames = [
  'source.address',
  'source.ip',
  'user.name',
  'http.request.method',
  'url.original',
  'url.path',
  'url.query',
  'http.version',
  'http.response.status_code',
  'http.response.body.bytes',
  'http.request.referrer',
  'user_agent.original',
  originFields.offset,
  originFields.length,
  originFields.checksum,
  '@timestamp',
  'message',
  timeSourceField,
];
const timeSources: readonly TimeSource[] = ['read', 'sender', 'previous_line', 'line_without_year'];
/** What the kernel reserves for a name, bytes, and where in that its length stands. */
const keyStride = 48;
const keyLengthAt = 32;

/** `17/May/2015:` of `17/May/2015:10:05:03 +0000`, all of it, and its zone. */
const dateBytes = 12;
const timeBytes = 26;
const zoneBytes = 6;
/** The kernel reads 16 bytes at once, and ends at a zero. */
const zerosBehindInput = 64;

/** Lines as they stand in a chunk of a file. */
export interface KernelLines {
  readonly bytes: Uint8Array;
  /** Offset of the bytes in the file. */
  readonly offset: number;
  readonly lineEnds: readonly number[];
}

/**
 * The lines that nearly all are, from bytes to events, 16 bytes at a time, in WebAssembly (`lines.as`). The fields must
 * equal those that come by way of the format's {@link Parser}.
 */
class LineKernel {
  readonly #wasm: WasmExports;
  readonly #layout: Layout;
  readonly #memory: Uint8Array;
  readonly #lineEnds: Uint32Array;
  readonly #eventEnds: Uint32Array;
  readonly #times: Float64Array;
  /** What is in the input now: lines up to `end` of these. */
  #lines: KernelLines | undefined;
  #first = 0;
  #count = 0;
  #offset = 0;
  /** Index in the input of the next line, and where the last call began. */
  #next = 0;
  #from = 0;

  constructor() {
    const module = new WebAssembly.Module(Buffer.from(linesWasm, 'base64'));
    this.#wasm = new WebAssembly.Instance(module).exports as WasmExports; // As lines.as exports them.
    this.#layout = layoutOf(this.#wasm);
    const { buffer } = this.#wasm.memory;
    const { lineEnds, eventEnds, times, linesMax } = this.#layout;
    this.#memory = new Uint8Array(buffer);
    this.#lineEnds = new Uint32Array(buffer, lineEnds, linesMax);
    this.#eventEnds = new Uint32Array(buffer, eventEnds, linesMax);
    this.#times = new Float64Array(buffer, times, linesMax);
    this.#giveTables();
  }

  /**
   * Writes the events of lines of an access log from `from` on, not more than are handled at once, and as far as each is
   * ASCII, with nothing escaped in quotes, `-` for the identity, a request of three words, and nothing behind its end.
   * Returns how many; their ends and times are to be asked for before the next call.
   */
  writeAccess(lines: KernelLines, from: number, isCombined: boolean, out: MessagePackWriter): number {
    this.#begin(lines, from);
    const { writeAccess, stopped } = this.#wasm;
    for (;;) {
      this.#next = writeAccess(this.#next, this.#count, isCombined, this.#offset);
      if (this.#next === this.#count || stopped.value !== this.#layout.stoppedByDay || !this.#learnDay())
        break;
    }
    return this.#end(out);
  }

  /**
   * The same of lines in UTF-8 that are their message as they stand, and tell no time: `nextTime` gives that of each line
   * that is written, in their order, and `source` says where it is from.
   */
  writePlain(
    lines: KernelLines,
    from: number,
    { source, nextTime }: { readonly source: TimeSource; readonly nextTime: () => number },
    out: MessagePackWriter,
  ): number {
    this.#begin(lines, from);
    for (let index = this.#next; index < this.#count; index += 1) this.#times[index] = nextTime();
    const place = timeSources.indexOf(source);
    this.#next = this.#wasm.writePlain(this.#next, this.#count, place, this.#offset);
    return this.#end(out);
  }

  /** Where the event of the `index`th line of the last call ends, bytes behind the beginning of its first. */
  endOf(index: number): number {
    return this.#eventEnds[this.#from + index] ?? 0;
  }

  /** What time that line tells, ms UTC. */
  timeOf(index: number): number {
    return this.#times[this.#from + index] ?? 0;
  }

  #begin(lines: KernelLines, from: number): void {
    if (this.#lines !== lines || from < this.#first || from >= this.#first + this.#count)
      this.#load(lines, from);
    this.#next = from - this.#first;
    this.#from = this.#next;
    this.#wasm.begin();
  }

  #end(out: MessagePackWriter): number {
    const { output } = this.#layout;
    out.append(this.#memory.subarray(output, output + this.#wasm.written.value));
    return this.#next - this.#from;
  }

  #load(lines: KernelLines, from: number): void {
    const { input, inputBytesMax, linesMax } = this.#layout;
    const { bytes, lineEnds, offset } = lines;
    const start = lineEnds[from - 1] ?? 0;
    let count = 0;
    let length = 0;
    for (; count < linesMax && from + count < lineEnds.length; count += 1) {
      const end = (lineEnds[from + count] ?? 0) - start;
      if (end > inputBytesMax) break;
      this.#lineEnds[count] = end;
      length = end;
    }
    this.#memory.set(bytes.subarray(start, start + length), input);
    this.#memory.fill(0, input + length, input + length + zerosBehindInput);
    this.#lines = lines;
    this.#first = from;
    this.#count = count;
    this.#offset = offset + start;
  }

  /** The day of the line at which the kernel stopped; false where it is none. */
  #learnDay(): boolean {
    const { timeAt, dayMs } = this.#wasm;
    const memory = this.#memory;
    const text = Buffer.from(memory.buffer, timeAt.value, timeBytes).toString('latin1');
    const zone = text.slice(-zoneBytes);
    const midnightMs = parseClfTime(`${text.slice(0, dateBytes)}00:00:00${zone}`);
    if (midnightMs === undefined) return false;
    memory.set(Buffer.from(text.slice(0, dateBytes) + zone, 'latin1'), this.#layout.day);
    dayMs.value = midnightMs;
    return true;
  }

  #giveTables(): void {
    const { keys, crcTables: tables } = this.#layout;
    const view = new DataView(this.#memory.buffer);
    for (const [index, name] of [...fieldNames, ...timeSources].entries()) {
      const out = new MessagePackWriter(keyStride);
      out.write(name);
      const at = keys + index * keyStride;
      this.#memory.set(out.bytes, at);
      view.setUint32(at + keyLengthAt, out.length, true);
    }
    new Int32Array(this.#memory.buffer, tables, crcTables.length).set(crcTables);
  }
}

let shared: LineKernel | undefined;

/** One for all files: it keeps nothing of a chunk but what makes the next call cheaper. */
export function lineKernel(): LineKernel {
  shared ??= new LineKernel();
  return shared;
}

interface WasmNumber {
  readonly value: number;
}

/** What is used of WebAssembly, which only the types of browsers tell. */
interface WasmCompiler {
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (module: object) => { readonly exports: unknown };
}

declare const WebAssembly: WasmCompiler;

/** Addresses and bounds, as `lines.as` has them. */
interface Layout {
  readonly keys: number;
  readonly crcTables: number;
  readonly day: number;
  readonly lineEnds: number;
  readonly eventEnds: number;
  readonly times: number;
  readonly linesMax: number;
  readonly input: number;
  readonly inputBytesMax: number;
  readonly output: number;
  readonly stoppedByDay: number;
}

/** To ask a global of WebAssembly costs a call each time. */
function layoutOf(wasm: WasmExports): Layout {
  return {
    keys: wasm.keys.value,
    crcTables: wasm.crcTables.value,
    day: wasm.day.value,
    lineEnds: wasm.lineEnds.value,
    eventEnds: wasm.eventEnds.value,
    times: wasm.times.value,
    linesMax: wasm.linesMax.value,
    input: wasm.input.value,
    inputBytesMax: wasm.inputBytesMax.value,
    output: wasm.output.value,
    stoppedByDay: wasm.stoppedByDay.value,
  };
}

/** What `lines.as` exports. */
type WasmExports = { readonly [name in keyof Layout]: WasmNumber } & {
  readonly memory: { readonly buffer: ArrayBuffer };
  readonly stopped: WasmNumber;
  readonly timeAt: WasmNumber;
  readonly dayMs: { value: number };
  readonly written: WasmNumber;
  begin(): void;
  writeAccess(first: number, count: number, isCombined: boolean, offset: number): number;
  writePlain(first: number, count: number, source: number, offset: number): number;
};
