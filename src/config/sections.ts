import type { z } from 'zod';
import { unwrap } from './shape.ts';

/** One table of the reference: the options of one map. */
export interface Section {
  /** Where the map stands: `agent.inputs[]`; empty for the top of the file. Its name where it stands in several places. */
  readonly path: string;
  /** Where it stands, all of them. */
  readonly places: readonly string[];
  /** The path, and for one of several alternatives what tells it apart; empty for the top of the file. */
  readonly heading: string;
  /** The name of the alternative: `file`; empty when there is only one. */
  readonly alternative: string;
  readonly description: string;
  readonly shape: Readonly<Record<string, z.core.$ZodType>>;
}

/** In a schema's metadata, as `section`: it stands in several places, and is described once, under this name. */
export interface SharedSection {
  readonly name: string;
  readonly about: string;
}

/** All maps a schema knows, each before those inside it. */
export function sectionsOf(schema: z.core.$ZodType): Section[] {
  return below(schema, '', '', { ancestors: [], shared: new Map() });
}

/** Where the reference describes what stands at this path. */
export function describedAt(path: string, meta: Readonly<Record<string, unknown>>): string {
  return sharedSection(meta)?.name ?? path;
}

function sharedSection(meta: Readonly<Record<string, unknown>>): SharedSection | undefined {
  return meta['section'] as SharedSection | undefined; // Nobody else writes it.
}

/** The paths at which a schema knows an option of this name; '' is the top of the file. */
export function placesOf(name: string, schema: z.core.$ZodType): string[] {
  const sections = sectionsOf(schema).filter(({ shape }) => Object.hasOwn(shape, name));
  return [...new Set(sections.flatMap(({ places }) => places))];
}

/** The address of a section's heading within the page, as GitHub makes it. */
export function anchorOf({ heading }: Section): string {
  return heading
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
    .replaceAll(' ', '-');
}

/** What was described on the way: the schemas around this one, and by name the places of those that stand in several. */
interface Described {
  readonly ancestors: readonly unknown[];
  readonly shared: Map<string, string[]>;
}

function below(schema: z.core.$ZodType, path: string, above: string, described: Described): Section[] {
  const { inner, meta } = unwrap(schema);
  const { ancestors, shared } = described;
  if (ancestors.includes(inner)) return []; // A schema that contains itself is described once.
  const within = { ancestors: [...ancestors, inner], shared };
  const own = sharedSection(meta);
  if (own === undefined)
    return inside(inner, path, typeof meta['description'] === 'string' ? meta['description'] : above, within);
  const known = shared.get(own.name);
  known?.push(path);
  if (known !== undefined) return [];
  const places = [path];
  shared.set(own.name, places);
  const sections = inside(inner, own.name, own.about, within);
  return sections.map((section) => (section.path === own.name ? { ...section, places } : section));
}

function inside(inner: z.core.$ZodTypes, path: string, description: string, within: Described): Section[] {
  const { def } = inner._zod;
  if (def.type === 'array') return below(def.element, `${path}[]`, description, within);
  if (def.type === 'record') return below(def.valueType, `${path}.NAME`, description, within);
  if (def.type === 'union') return def.options.flatMap((one) => alternative(one, path, description, within));
  if (def.type !== 'object') return [];
  const children = Object.entries(def.shape).flatMap(([name, child]) =>
    below(child, path === '' ? name : `${path}.${name}`, '', within),
  );
  return [
    { path, places: [path], heading: path, alternative: '', description, shape: def.shape },
    ...children,
  ];
}

function alternative(schema: z.core.$ZodType, path: string, above: string, within: Described): Section[] {
  const [first, ...rest] = below(schema, path, above, within);
  if (first === undefined) return [];
  return [first.path === path ? toldApart(first) : first, ...rest];
}

/** An alternative is told apart by its constant (`type: file`), whose description is then its own; else by its first option. */
function toldApart(section: Section): Section {
  for (const [name, schema] of Object.entries(section.shape)) {
    const { inner, meta } = unwrap(schema);
    if (inner._zod.def.type !== 'literal') continue;
    const value = String(inner._zod.def.values[0]);
    const description = typeof meta.description === 'string' ? meta.description : section.description;
    return {
      ...section,
      heading: `${section.path} with ${name}: ${value}`.trim(),
      alternative: value,
      description,
    };
  }
  const [name = ''] = Object.keys(section.shape);
  return name === ''
    ? section
    : { ...section, heading: `${section.path} with ${name}`.trim(), alternative: name };
}
