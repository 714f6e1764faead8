import { z } from 'zod';

/** Smallest and largest value an option may have, both allowed, in the unit of its name. */
/** An address that something answers at: `localhost:4566` would be an address of the protocol `localhost`. */
export function httpAddress() {
  return z.url({ protocol: /^https?$/, error: 'must be an address such as https://search.example.org:9200' });
}

export interface Bounds {
  readonly min?: number;
  readonly max?: number;
}

const bytesPerUnit = {
  B: 1,
  kB: 1000,
  KiB: 1024,
  MB: 1000 ** 2,
  MiB: 1024 ** 2,
  GB: 1000 ** 3,
  GiB: 1024 ** 3,
  TB: 1000 ** 4,
  TiB: 1024 ** 4,
} as const;

const msPerUnit = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

/**
 * An option for a size: a number of bytes, or text such as "256KiB" (1024s) or "1 MB" (1000s). The typed value is a
 * whole number of bytes. The name of the option ends in Bytes, or in BytesMax and the like.
 */
export function bytes(bounds: Bounds = {}) {
  return quantity(sizes, bounds);
}

/**
 * An option for a time span: a number of milliseconds, or text such as "250ms", "5s", "1m", "1h" or "7d". The typed
 * value is a whole number of milliseconds. The name of the option ends in Ms.
 */
export function milliseconds(bounds: Bounds = {}) {
  return quantity(durations, bounds);
}

/** The number of bytes a text such as "5MiB" stands for; undefined when it is no size. */
export function parseSize(text: string): number | undefined {
  return parse(text, sizes);
}

/** The number of milliseconds a text such as "5s" stands for; undefined when it is no duration. */
export function parseDuration(text: string): number | undefined {
  return parse(text, durations);
}

/** The shortest exact way to write a number of bytes: "5MiB", "1MB", "1500B". */
export function formatSize(sizeBytes: number): string {
  return format(sizeBytes, sizes);
}

/** The shortest exact way to write a number of milliseconds: "1m", "90s", "250ms". */
export function formatDuration(durationMs: number): string {
  return format(durationMs, durations);
}

interface Unit {
  /** Stands in the schema's metadata, for the reference. */
  readonly name: 'bytes' | 'milliseconds';
  readonly factors: Readonly<Record<string, number>>;
  readonly pattern: RegExp;
  readonly expected: string;
}

const sizes: Unit = {
  name: 'bytes',
  factors: bytesPerUnit,
  // In any case ("5mb"): no two of them differ only in it.
  pattern: patternOf(Object.keys(bytesPerUnit).map(inAnyCase)),
  expected: 'must be a size such as 256KiB, 5MiB or 1MB (a bare number counts bytes)',
};

const durations: Unit = {
  name: 'milliseconds',
  factors: msPerUnit,
  // Not in any case: 5M might mean months.
  pattern: patternOf(Object.keys(msPerUnit)),
  expected: 'must be a duration such as 250ms, 5s, 1m or 1h (a bare number counts milliseconds)',
};

function patternOf(units: readonly string[]): RegExp {
  return new RegExp(`^([0-9]+(?:[.][0-9]+)?) ?(${units.join('|')})$`);
}

// As classes, not by a flag: JSON Schema, which gets this pattern, has no flags.
function inAnyCase(unit: string): string {
  return unit.replaceAll(/[a-z]/gi, (letter) => `[${letter.toUpperCase()}${letter.toLowerCase()}]`);
}

function quantity(unit: Unit, bounds: Bounds) {
  const { name, pattern, expected } = unit;
  return z
    .union([z.number(), z.string()], { error: expected })
    .transform((written, context) => {
      const value = typeof written === 'number' ? written : (parse(written, unit) ?? Number.NaN);
      const problem = Number.isSafeInteger(value) && value >= 0 ? outside(value, bounds, unit) : expected;
      if (problem === undefined) return value;
      context.addIssue({ code: 'custom', message: problem, input: written });
      return z.NEVER;
    })
    .meta({ unit: name, ...jsonSchemaBounds(bounds), pattern: pattern.source });
}

function jsonSchemaBounds({ min = 0, max }: Bounds): { minimum: number; maximum?: number } {
  return max === undefined ? { minimum: min } : { minimum: min, maximum: max };
}

function outside(value: number, { min, max }: Bounds, unit: Unit): string | undefined {
  if (min !== undefined && value < min) return `must be at least ${format(min, unit)}`;
  if (max !== undefined && value > max) return `must be at most ${format(max, unit)}`;
  return undefined;
}

function parse(text: string, unit: Unit): number | undefined {
  const [, amount, written] = unit.pattern.exec(text.trim()) ?? [];
  const factor = Object.entries(unit.factors).find(
    ([name]) => name.toLowerCase() === written?.toLowerCase(),
  )?.[1];
  if (amount === undefined || factor === undefined) return undefined;
  // 1.1 * 1000 is not 1100 in binary; sizes and durations beyond a millionth of their unit are not written by people.
  return Number((Number(amount) * factor).toFixed(6));
}

function format(value: number, { factors }: Unit): string {
  const [base = ''] = Object.keys(factors);
  const whole = Object.entries(factors).filter(([, factor]) => value >= factor && value % factor === 0);
  const texts = whole.map(([name, factor]) => `${value / factor}${name}`);
  // The fewest digits; of equal ones the largest unit, which comes last.
  return texts.reduce((best, text) => (digits(text) <= digits(best) ? text : best), `${value}${base}`);
}

function digits(text: string): number {
  return text.replaceAll(/\D/g, '').length;
}
