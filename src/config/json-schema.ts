import { z } from 'zod';

/** A JSON Schema, or part of one. */
type JsonSchema = { readonly [keyword: string]: unknown };

/**
 * The JSON Schema of what may be written in a configuration file, as text. Editors use it by a first line such as
 * `# yaml-language-server: $schema=config.schema.json`. Draft 7, as that is what the YAML language server supports in
 * full.
 */
export function configJsonSchema(schema: z.ZodType, title: string): string {
  const { $schema, ...generated } = z.toJSONSchema(schema, {
    io: 'input',
    target: 'draft-7',
    unrepresentable: 'any',
    override: ({ zodSchema, jsonSchema }) => {
      // zod leaves out the default of what is transformed; here the typed value can be written as well.
      if (zodSchema._zod.def.type === 'default')
        jsonSchema.default ??= plain(zodSchema._zod.def.defaultValue);
      delete jsonSchema.unit;
      delete jsonSchema.section;
    },
  });
  return `${compact(JSON.stringify({ $schema, title, ...allowInterpolation(generated) }, null, 2))}\n`;
}

const lineCharsMax = 110;

// Short lists on one line, as the formatter of the repository has them.
function compact(json: string): string {
  return json.replaceAll(
    /^(.*)\[\n([^[\]{}]*?)\n\s*\](,?)$/gm,
    (whole, before: string, items: string, comma: string) => {
      const line = `${before}[${items.trim().replaceAll(/\n\s*/g, ' ')}]${comma}`;
      return line.length <= lineCharsMax ? line : whole;
    },
  );
}

function plain(value: unknown): z.core.JSONSchema.JSONSchema['default'] {
  return JSON.parse(JSON.stringify(value));
}

/** Text with `${NAME}` may stand for any single value, so an editor must not object to it. */
const interpolation = { type: 'string', pattern: '\\$\\{' } as const;

function allowInterpolation(schema: JsonSchema): JsonSchema {
  const below = Object.fromEntries(
    Object.entries(schema).map(([keyword, value]) => [keyword, descend(keyword, value)]),
  );
  if (!isConstrainedScalar(below)) return below;
  const { description, default: fallback, ...constraints } = below;
  const about = {
    ...(description === undefined ? {} : { description }),
    ...(fallback === undefined ? {} : { default: fallback }),
  };
  return { ...about, anyOf: [constraints, interpolation] };
}

function descend(keyword: string, value: unknown): unknown {
  if (keyword === 'properties' || keyword === 'definitions') return mapValues(value, allowInterpolation);
  if (keyword === 'items' || keyword === 'additionalProperties')
    return isSchema(value) ? allowInterpolation(value) : value;
  if (keyword === 'anyOf' || keyword === 'oneOf' || keyword === 'allOf') {
    return Array.isArray(value)
      ? value.map((one: unknown) => (isSchema(one) ? allowInterpolation(one) : one))
      : value;
  }
  return value;
}

// A constant is left as it is: by it the language server tells the alternatives of a union apart.
function isConstrainedScalar(schema: JsonSchema): boolean {
  if ('const' in schema) return false;
  const { type, description: _, default: __, examples: ___, ...constraints } = schema;
  const types: readonly unknown[] = Array.isArray(type) ? type : [type];
  if (types.includes('object') || types.includes('array') || types.includes(undefined))
    return 'enum' in schema;
  return type !== 'string' || Object.keys(constraints).some((keyword) => keyword !== 'minLength');
}

function mapValues(value: unknown, change: (schema: JsonSchema) => JsonSchema): unknown {
  if (!isSchema(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, one]) => [name, isSchema(one) ? change(one) : one]),
  );
}

function isSchema(value: unknown): value is JsonSchema {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
