import { describe, expect, test } from 'vitest';
import { indexTemplate } from '../../../src/document/template.ts';
import { ecsFields } from '../../../src/record/ecs.ts';

interface Mapping {
  readonly type?: string;
  readonly index?: boolean;
  readonly properties?: Record<string, Mapping>;
}
interface Template {
  readonly index_patterns: readonly string[];
  readonly template: { readonly mappings: Mapping & { readonly dynamic: boolean } };
}

const template = indexTemplate('logs') as Template; // OpenSearch reads it; here we look into it.
const { mappings } = template.template;

function mappingOf(field: string): Mapping | undefined {
  let at: Mapping | undefined = mappings;
  for (const name of field.split('.')) at = at?.properties?.[name];
  return at;
}

describe('the index template', () => {
  test.each(Object.entries(ecsFields))('maps %s as %s', (field, type) => {
    const mapping = mappingOf(field);
    expect(mapping?.type).toBe(type);
    expect(mapping?.properties).toBeUndefined();
  });

  test('has no field besides, but the one for all that is foreign', () => {
    const leaves = (at: Mapping, path: string): string[] =>
      Object.entries(at.properties ?? {}).flatMap(([name, mapping]) =>
        mapping.properties === undefined ? [`${path}${name}`] : leaves(mapping, `${path}${name}.`),
      );
    expect(leaves(mappings, '').toSorted()).toEqual([...Object.keys(ecsFields), 'fields'].toSorted());
    expect(mappingOf('fields')).toEqual({ type: 'flat_object' });
    expect(mappings.dynamic).toBe(false);
  });

  test('searches messages as text, and keeps originals unsearched', () => {
    expect(mappingOf('message')).toEqual({ type: 'text' });
    expect(mappingOf('event.original')).toMatchObject({ type: 'keyword', index: false });
  });

  test('is for the indices of its prefix', () => {
    expect(template.index_patterns).toEqual(['logs-*']);
  });
});
