import { z } from 'zod';
import { numberBounds } from './predicates.ts';
import { anchorOf, describedAt, type Section } from './sections.ts';
import { unwrap } from './shape.ts';
import { formatDuration, formatSize } from './units.ts';

/** What may be written for an option, in Markdown; maps are links to their section. */
export function typeText(schema: z.core.$ZodType, path: string, sections: readonly Section[]): string {
  const { inner, meta } = unwrap(schema);
  const place = describedAt(path, meta);
  if (meta.unit === 'bytes') return `size${between(meta, formatSize)}`;
  if (meta.unit === 'milliseconds') return `duration${between(meta, formatDuration)}`;
  const { def } = inner._zod;
  switch (def.type) {
    case 'object':
      return links(place, sections);
    case 'array':
      return `list of ${typeText(def.element, `${path}[]`, sections).replace(/^map\b/, 'maps')}`;
    case 'record':
      return `map of names to ${typeText(def.valueType, `${path}.NAME`, sections)}`;
    case 'union':
      return alternatives(def.options, place, sections);
    case 'enum':
      return Object.values(def.entries)
        .map((value) => `\`${value}\``)
        .join(', ');
    case 'literal':
      return def.values.map((value) => `\`${String(value)}\``).join(', ');
    case 'number':
      return numberText(inner);
    case 'string':
      return 'format' in def && def.format === 'url' ? 'URL' : 'text';
    default:
      return words[def.type] ?? 'anything';
  }
}

const words: Readonly<Record<string, string>> = { boolean: '`true`, `false`' };

function numberText(schema: z.core.$ZodType): string {
  const kind = schema instanceof z.ZodNumber && schema.isInt ? 'whole number' : 'number';
  const { min, max } = numberBounds(schema);
  return `${kind}${between({ minimum: min, maximum: max }, String)}`;
}

interface Bounds {
  readonly minimum?: unknown;
  readonly maximum?: unknown;
}

/** ", 1 to 5"; nothing to say about a quantity that only may not be negative. */
function between({ minimum: min, maximum: max }: Bounds, format: (value: number) => string): string {
  if (typeof min === 'number' && typeof max === 'number') return `, ${format(min)} to ${format(max)}`;
  if (typeof max === 'number') return `, at most ${format(max)}`;
  return typeof min === 'number' && min !== 0 ? `, at least ${format(min)}` : '';
}

function alternatives(
  options: readonly z.core.$ZodType[],
  path: string,
  sections: readonly Section[],
): string {
  const isMap = (option: z.core.$ZodType) => unwrap(option).inner._zod.def.type === 'object';
  const texts = options.filter((option) => !isMap(option)).map((option) => typeText(option, path, sections));
  if (options.some(isMap)) texts.push(links(path, sections));
  return texts.join(' or ');
}

function links(path: string, sections: readonly Section[]): string {
  const here = sections.filter((section) => section.path === path);
  if (here.length === 0) return 'map';
  return `map: ${here.map((section) => `[${section.alternative || section.heading}](#${anchorOf(section)})`).join(', ')}`;
}
