import type { z } from 'zod';
import { unwrap } from './shape.ts';

/** One table of the reference: the options of one map. */
export interface Section {
  /** Where the map stands: `agent.inputs[]`; empty for the top of the file. */
  readonly path: string;
  /** The path, and for one of several alternatives what tells it apart; empty for the top of the file. */
  readonly heading: string;
  /** The name of the alternative: `file`; empty when there is only one. */
  readonly alternative: string;
  readonly description: string;
  readonly shape: Readonly<Record<string, z.core.$ZodType>>;
}

/** All maps a schema knows, each before those inside it. */
export function sectionsOf(schema: z.core.$ZodType): Section[] {
  return below(schema, '', '', []);
}

/** The address of a section's heading within the page, as GitHub makes it. */
export function anchorOf({ heading }: Section): string {
  return heading
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
    .replaceAll(' ', '-');
}

function below(
  schema: z.core.$ZodType,
  path: string,
  above: string,
  ancestors: readonly unknown[],
): Section[] {
  const { inner, meta } = unwrap(schema);
  if (ancestors.includes(inner)) return []; // A schema that contains itself is described once.
  const within = [...ancestors, inner];
  const description = typeof meta.description === 'string' ? meta.description : above;
  const { def } = inner._zod;
  if (def.type === 'array') return below(def.element, `${path}[]`, description, within);
  if (def.type === 'record') return below(def.valueType, `${path}.NAME`, description, within);
  if (def.type === 'union') return def.options.flatMap((one) => alternative(one, path, description, within));
  if (def.type !== 'object') return [];
  const children = Object.entries(def.shape).flatMap(([name, child]) =>
    below(child, path === '' ? name : `${path}.${name}`, '', within),
  );
  return [{ path, heading: path, alternative: '', description, shape: def.shape }, ...children];
}

function alternative(
  schema: z.core.$ZodType,
  path: string,
  above: string,
  within: readonly unknown[],
): Section[] {
  const [first, ...rest] = below(schema, path, above, within);
  if (first === undefined || first.path !== path) return first === undefined ? [] : [first, ...rest];
  const [name, option] =
    Object.entries(first.shape).find(([, child]) => isLiteral(child)) ?? Object.entries(first.shape)[0] ?? [];
  if (name === undefined || option === undefined) return [first, ...rest];
  const { inner, meta } = unwrap(option);
  const label = inner._zod.def.type === 'literal' ? String(inner._zod.def.values[0]) : name;
  const heading = `${path} with ${inner._zod.def.type === 'literal' ? `${name}: ${label}` : name}`.trim();
  const own =
    isLiteral(option) && typeof meta.description === 'string' ? meta.description : first.description;
  return [{ ...first, heading, alternative: label, description: own }, ...rest];
}

function isLiteral(schema: z.core.$ZodType): boolean {
  return unwrap(schema).inner._zod.def.type === 'literal';
}
