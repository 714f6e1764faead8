import type { z } from 'zod';
import { typeText } from './reference-types.ts';
import { type Section, sectionsOf } from './sections.ts';
import { type Option, unwrap } from './shape.ts';
import { formatDuration, formatSize } from './units.ts';

/**
 * The reference of a configuration file in Markdown: for each section a table of its options with type, default and
 * meaning, all taken from the schema; a union told apart by `type` has one table for each type.
 */
export function referenceMarkdown(schema: z.ZodType, title: string): string {
  const sections = sectionsOf(schema);
  const intro = descriptionOf(unwrap(schema));
  const parts = [
    `# ${title}`,
    ...(intro === '' ? [] : [intro]),
    ...sections.map((section) => sectionText(section, sections)),
  ];
  return `${parts.join('\n\n')}\n`;
}

function sectionText(section: Section, all: readonly Section[]): string {
  const parts = [];
  if (section.heading !== '') parts.push(`## ${section.heading}`);
  if (section.description !== '' && section.heading !== '') parts.push(section.description);
  parts.push(table(section, all));
  return parts.join('\n\n');
}

function table({ path, shape }: Section, all: readonly Section[]): string {
  const rows = Object.entries(shape).map(([name, schema]) => {
    const option = unwrap(schema);
    const below = path === '' ? name : `${path}.${name}`;
    return [`\`${name}\``, typeText(schema, below, all), defaultText(option), descriptionOf(option)];
  });
  if (rows.length === 0) return 'No options.';
  const lines = [['option', 'type', 'default', 'meaning'], ['---', '---', '---', '---'], ...rows];
  return lines.map((cells) => `| ${cells.map(cell).join(' | ')} |`).join('\n');
}

function defaultText({ optional, fallback, meta }: Option): string {
  if (!optional) return 'required';
  if (fallback === undefined || isSectionDefault(fallback.value)) return '–';
  const { value } = fallback;
  if (typeof value === 'number' && meta.unit === 'bytes') return code(formatSize(value));
  if (typeof value === 'number' && meta.unit === 'milliseconds') return code(formatDuration(value));
  return code(typeof value === 'string' && value !== '' ? value : JSON.stringify(value));
}

// The defaults of a section stand in its own table.
function isSectionDefault(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function descriptionOf({ meta }: Option): string {
  return typeof meta.description === 'string' ? meta.description : '';
}

function code(text: string): string {
  return `\`${text}\``;
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll(/\s*\n\s*/g, ' ');
}
