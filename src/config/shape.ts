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
  // Not by its getter: that may make a new schema at each call, and recursion would never be recognised.
  if (here instanceof z.core.$ZodLazy) return inside(here._zod.innerType, meta);
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
