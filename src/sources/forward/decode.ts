import { isUtf8 } from 'node:buffer';
import { Decoder, ExtensionCodec } from '@msgpack/msgpack';
import type { FieldValue } from '../../record/event.ts';
import type { ScanLimits } from '../../wire/message-pack-scan.ts';

/** What one message may hold; deeper than any logger writes, and more than a chunk of events has. */
export const forwardLimits: ScanLimits = { depthMax: 32, valuesMax: 8_000_000 };

/** A moment with nanoseconds, as fluentd sends it: extension 0 of two big-endian uint32. */
export class EventTime {
  readonly timeMs: number;

  constructor(timeMs: number) {
    this.timeMs = timeMs;
  }
}

const extensionCodec = new ExtensionCodec();
extensionCodec.register({
  type: 0,
  encode: () => null,
  decode: (data) => {
    if (data.length !== 8) return null;
    const view = new DataView(data.buffer, data.byteOffset, data.length);
    return new EventTime(view.getUint32(0) * 1000 + Math.floor(view.getUint32(4) / 1e6));
  },
});

/** Text as bytes: loggers put into strings what is none, and old ones put whole chunks there. */
const decoder = new Decoder({ rawStrings: true, useBigInt64: true, extensionCodec, mapKeyConverter: String });

/** One value, as it came. Throws where the bytes are none, or a key is one that JavaScript keeps for itself. */
export function decodeForward(bytes: Uint8Array): unknown {
  return decoder.decode(bytes);
}

/** A value of a record as a field may hold it. */
export function fieldValueOf(value: unknown): FieldValue {
  if (value instanceof Uint8Array)
    return isUtf8(value) ? Buffer.from(value).toString() : Uint8Array.from(value);
  if (typeof value === 'bigint') return Number.isSafeInteger(Number(value)) ? Number(value) : String(value);
  if (value instanceof EventTime) return value.timeMs;
  if (Array.isArray(value)) return value.map(fieldValueOf);
  if (typeof value === 'object' && value !== null) return fieldsOf(value);
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return value;
  return null; // nil, or an extension that only its sender knows.
}

export function fieldsOf(record: object): Record<string, FieldValue> {
  return Object.fromEntries(Object.entries(record).map(([name, value]) => [name, fieldValueOf(value)]));
}

export function textOf(value: unknown): string | undefined {
  return value instanceof Uint8Array ? Buffer.from(value).toString() : undefined;
}
