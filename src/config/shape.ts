import { z } from 'zod';

/** A schema without its wrappers (default, optional, transform …), and what these said. */
export interface Option {
  readonly inner: z.core.$ZodTypes;
  /** May be left out. */
  readonly optional: boolean;
  /** The value when left out; absent where there is none. */
  readonly fallback?: { readonly value: unknown };
  /** From `.describe()` and `.meta()`, the outermost winning. */
  readonly meta: Readonly<Record<string, unknown>>;
}

/** Takes the wrappers off a schema, seen from the side of what is written in the file. */
export function unwrap(schema: z.core.$ZodType): Option {
  const here = schema as z.core.$ZodTypes; // zod's own way to a union that def.type tells apart.
  const { def } = here._zod;
  const meta = z.globalRegistry.get(schema) ?? {};
  switch (def.type) {
    case 'default':
    case 'prefault':
      return { ...inside(def.innerType, meta), optional: true, fallback: { value: def.defaultValue } };
    case 'optional':
      return { ...inside(def.innerType, meta), optional: true };
    case 'nullable':
    case 'nonoptional':
    case 'readonly':
    case 'catch':
      return inside(def.innerType, meta);
    case 'lazy':
      return inside(def.getter(), meta);
    case 'pipe': // A preprocess is a transform in front: what is written is then described by what comes out.
      return inside((def.in as z.core.$ZodTypes)._zod.def.type === 'transform' ? def.out : def.in, meta);
    default:
      return { inner: here, optional: false, meta };
  }
}

function inside(schema: z.core.$ZodType, meta: Readonly<Record<string, unknown>>): Option {
  const option = unwrap(schema);
  return { ...option, meta: { ...option.meta, ...meta } };
}

/** The paths at which a schema knows an option of this name, `[]` standing for any entry of a list. */
export function placesOf(name: string, schema: z.core.$ZodType): string[] {
  const places = new Set<string>();
  eachObject(schema, '', new Set(), (shape, path) => {
    if (path !== '' && Object.hasOwn(shape, name)) places.add(path);
  });
  return [...places];
}

type Shape = Readonly<Record<string, z.core.$ZodType>>;

function eachObject(
  schema: z.core.$ZodType,
  path: string,
  seen: ReadonlySet<z.core.$ZodType>,
  visit: (shape: Shape, path: string) => void,
): void {
  const { inner } = unwrap(schema);
  if (seen.has(inner)) return; // A schema that contains itself.
  const below = new Set([...seen, inner]);
  const { def } = inner._zod;
  if (def.type === 'array') eachObject(def.element, `${path}[]`, below, visit);
  if (def.type === 'record') eachObject(def.valueType, `${path}.*`, below, visit);
  if (def.type === 'union') for (const option of def.options) eachObject(option, path, below, visit);
  if (def.type !== 'object') return;
  visit(def.shape, path);
  for (const [name, child] of Object.entries(def.shape)) {
    eachObject(child, path === '' ? name : `${path}.${name}`, below, visit);
  }
}
