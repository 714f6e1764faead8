import { ecsFields } from '../record/ecs.ts';

/** Lucene refuses terms above 32,766 bytes; a character takes four at most. Longer values are stored, not indexed. */
const keywordLengthMax = 8_191;

const mappings: Record<(typeof ecsFields)[keyof typeof ecsFields], object> = {
  date: { type: 'date' },
  text: { type: 'text' },
  keyword: { type: 'keyword', ignore_above: keywordLengthMax },
  long: { type: 'long', ignore_malformed: true },
  ip: { type: 'ip', ignore_malformed: true },
  flat_object: { type: 'flat_object' },
};

/** Fields that are kept to be looked at, not to be searched. */
const storedOnly: ReadonlySet<string> = new Set(['event.original']);

/**
 * The composable index template of the daily indices: ECS fields with their types, and one `flat_object` for all
 * that foreign lines bring, so that no field of theirs ever explodes or collides in the mapping.
 */
export function indexTemplate(indexPrefix: string): object {
  return {
    index_patterns: [`${indexPrefix}-*`],
    // The longer prefix wins where two overlap: OpenSearch refuses equals.
    priority: 200 + indexPrefix.length,
    template: {
      settings: {
        'index.number_of_shards': 1,
        // One replica where there is a second node, none where there is not: green on a laptop and safe in a cluster.
        'index.auto_expand_replicas': '0-1',
      },
      mappings: { dynamic: false, properties: { ...nestedProperties(), fields: { type: 'flat_object' } } },
    },
    _meta: { description: 'Events shipped by kinship' },
  };
}

type Properties = { [name: string]: { properties: Properties } | object };

function nestedProperties(): Properties {
  const root: Properties = {};
  for (const [field, type] of Object.entries(ecsFields)) {
    const path = field.split('.');
    const leaf = path.pop() ?? field;
    let at = root;
    for (const name of path) {
      at[name] ??= { properties: {} };
      at = (at[name] as { properties: Properties }).properties; // No ECS field is both a leaf and a parent.
    }
    at[leaf] = storedOnly.has(field) ? { type: 'keyword', index: false, doc_values: false } : mappings[type];
  }
  return root;
}
