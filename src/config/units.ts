import { z } from 'zod';

const byteUnits: Readonly<Record<string, number>> = {
  B: 1,
  KB: 1_000,
  MB: 1_000_000,
  GB: 1_000_000_000,
  KIB: 1_024,
  MIB: 1_024 ** 2,
  GIB: 1_024 ** 3,
};
const timeUnits: Readonly<Record<string, number>> = { MS: 1, S: 1_000, M: 60_000, H: 3_600_000 };

export interface Bounds {
  readonly min: number;
  readonly max: number;
}

/** A size: a number of bytes, or a text such as `256KiB`, `5 MiB` or `1MB`. Gives bytes. */
export function bytes(bounds: Bounds) {
  return quantity(bounds, byteUnits, 'a size in bytes, such as 262144, "256KiB" or "1MB"', formatBytes);
}

/** A time: a number of milliseconds, or a text such as `250ms`, `5s`, `1m` or `1h`. Gives milliseconds. */
export function milliseconds(bounds: Bounds) {
  return quantity(bounds, timeUnits, 'a time in milliseconds, such as 250, "250ms", "5s" or "1m"', formatMs);
}

function quantity(
  { min, max }: Bounds,
  units: Readonly<Record<string, number>>,
  expected: string,
  format: (value: number) => string,
) {
  return z.union([z.number(), z.string()]).transform((input, context) => {
    const value = typeof input === 'number' ? input : parseQuantity(input, units);
    if (value === undefined || !Number.isInteger(value)) {
      context.addIssue({ code: 'custom', message: `must be ${expected}` });
      return z.NEVER;
    }
    if (value < min || value > max) {
      context.addIssue({ code: 'custom', message: `must be from ${format(min)} to ${format(max)}` });
      return z.NEVER;
    }
    return value;
  });
}

function parseQuantity(text: string, units: Readonly<Record<string, number>>): number | undefined {
  const match = /^\s*(\d+(?:\.\d+)?)\s*([a-zA-Z]*)\s*$/.exec(text);
  if (match === null) return undefined;
  const [, digits, unit = ''] = match;
  const factor = unit === '' ? 1 : units[unit.toUpperCase()];
  return factor === undefined ? undefined : Math.round(Number(digits) * factor * 1_000) / 1_000;
}

function formatBytes(value: number): string {
  if (value >= 1_024 ** 2 && value % 1_024 ** 2 === 0) return `${value / 1_024 ** 2} MiB`;
  return value >= 1_024 && value % 1_024 === 0 ? `${value / 1_024} KiB` : `${value} bytes`;
}

function formatMs(value: number): string {
  if (value >= 3_600_000 && value % 3_600_000 === 0) return `${value / 3_600_000} h`;
  if (value >= 60_000 && value % 60_000 === 0) return `${value / 60_000} min`;
  return value >= 1_000 && value % 1_000 === 0 ? `${value / 1_000} s` : `${value} ms`;
}
