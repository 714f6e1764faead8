import { expect, test } from 'vitest';
import { exposition, type Metric } from '../../../src/telemetry/prometheus.ts';

const metric = (more: Partial<Metric>): Metric => ({
  name: 'a_total',
  help: 'Help.',
  type: 'counter',
  samples: [],
  ...more,
});

test.each<[string, Partial<Metric>, expected: string]>([
  ['no samples', {}, '# HELP a_total Help.\n# TYPE a_total counter\n'],
  ['one sample', { samples: [{ value: 3 }] }, '# HELP a_total Help.\n# TYPE a_total counter\na_total 3\n'],
  [
    'labels',
    { samples: [{ labels: { path: '/a', shard: '1' }, value: 0.5 }] },
    '# HELP a_total Help.\n# TYPE a_total counter\na_total{path="/a",shard="1"} 0.5\n',
  ],
  [
    'a label with a quote, a backslash and a line end',
    { samples: [{ labels: { path: 'a"b\\c\nd' }, value: 1 }] },
    '# HELP a_total Help.\n# TYPE a_total counter\na_total{path="a\\"b\\\\c\\nd"} 1\n',
  ],
  [
    'help with a backslash and a line end; a quote stays',
    { help: 'a\\b\nc "d"' },
    '# HELP a_total a\\\\b\\nc "d"\n# TYPE a_total counter\n',
  ],
  [
    'values that are no numbers',
    {
      type: 'gauge',
      samples: [
        { value: Number.NaN },
        { value: Number.POSITIVE_INFINITY },
        { value: Number.NEGATIVE_INFINITY },
      ],
    },
    '# HELP a_total Help.\n# TYPE a_total gauge\na_total NaN\na_total +Inf\na_total -Inf\n',
  ],
  [
    'large values whole',
    { samples: [{ value: 2 ** 53 - 1 }, { value: 1e21 }] },
    '# HELP a_total Help.\n# TYPE a_total counter\na_total 9007199254740991\na_total 1e+21\n',
  ],
])('%s', (_name, more, expected) => {
  expect(exposition([metric(more)])).toBe(expected);
});
