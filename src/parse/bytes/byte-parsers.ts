import type { TimeOptions } from '../field-time.ts';
import type { Format, FormatChoice } from '../formats.ts';
import { AccessLogBytes } from './access-log.ts';
import type { ByteParser } from './byte-parser.ts';
import { PlainBytes } from './plain.ts';

const byteParsers: Partial<Record<Format, () => ByteParser>> = {
  combined: () => new AccessLogBytes(true),
  common: () => new AccessLogBytes(false),
  plain: () => new PlainBytes(),
};

/** Undefined for formats, and for times, that are read by way of strings alone. */
export function byteParserOf(format: FormatChoice, time: TimeOptions): ByteParser | undefined {
  const hasTimeOptions = Object.values(time).some((option) => option !== undefined);
  return typeof format === 'string' && !hasTimeOptions ? byteParsers[format]?.() : undefined;
}
