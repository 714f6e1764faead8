import { leadingTime } from './leading-time.ts';
import { tellsNoMore, timeOfJson } from './time.ts';
import { timeLayout } from './time-layout.ts';
import type { YearlessTime } from './time-parts.ts';
import { type TimeZone, timeZoneOf, utc } from './time-zone.ts';

/** How an input's lines tell their time. */
export interface TimeOptions {
  /** Name of the field that tells it, in formats that have fields. */
  readonly field?: string | undefined;
  /** As strftime(3) writes it. Without one, all layouts of {@link leadingTime} are tried. */
  readonly layout?: string | undefined;
  /** IANA name of the zone of times that name none; UTC where nothing is said. */
  readonly zone?: string | undefined;
}

/** The time of a field. Either `timeMs` or `withoutYear` is set. */
export interface FieldTime {
  readonly timeMs?: number | undefined;
  readonly withoutYear?: YearlessTime | undefined;
  /** False where the value says more than milliseconds do: it has to be kept as well. */
  readonly isExact: boolean;
}

export function zoneOf({ zone }: TimeOptions): TimeZone {
  return zone === undefined || zone === 'UTC' ? utc : timeZoneOf(zone);
}

/** Reads the whole of a field's value as a time. */
export function fieldTime(options: TimeOptions): (value: unknown) => FieldTime | undefined {
  const zone = zoneOf(options);
  const { layout } = options;
  const inText = layout === undefined ? leadingTime(zone) : timeLayout(layout, zone);
  return (value) => {
    if (layout === undefined) {
      const timeMs = timeOfJson(value, zone);
      if (timeMs !== undefined) return { timeMs, isExact: tellsNoMore(value as string | number, timeMs) }; // It told one.
    }
    const text = typeof value === 'number' ? String(value) : value;
    if (typeof text !== 'string') return undefined;
    // Servers write it in brackets into their own formats, too.
    const start = text[0] === '[' && text.endsWith(']') ? 1 : 0;
    const read = inText(text, start);
    return read?.end === text.length - start ? read : undefined;
  };
}
