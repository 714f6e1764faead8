import { describe, expect, test } from 'vitest';
import { layOut } from '../../../../src/engines/opensearch/modules.ts';

/** As Maven copies them: every module's own jars, those that several share, and some of the server's. */
const jars = [
  'aggs-matrix-stats-client-V.jar',
  'analysis-common-V.jar',
  'antlr4-runtime-4.13.1.jar',
  'asm-9.10.1.jar',
  'asm-analysis-9.10.1.jar',
  'commons-codec-1.18.0.jar',
  'compiler-0.9.14.jar',
  'geo-V.jar',
  'httpclient5-5.6.1.jar',
  'httpcore5-h2-5.4.jar',
  'ingest-common-V.jar',
  'ingest-user-agent-V.jar',
  'joni-2.2.7.jar',
  'lang-expression-V.jar',
  'lang-mustache-client-V.jar',
  'lang-painless-V.jar',
  'log4j-core-2.25.4.jar',
  'lucene-analysis-common-10.5.0.jar',
  'lucene-core-10.5.0.jar',
  'lucene-expressions-10.5.0.jar',
  'mapper-extras-client-V.jar',
  'netty-codec-http-4.2.16.Final.jar',
  'opensearch-V.jar',
  'opensearch-common-V.jar',
  'opensearch-geo-V.jar',
  'opensearch-grok-V.jar',
  'opensearch-scripting-painless-spi-V.jar',
  'parent-join-client-V.jar',
  'reindex-client-V.jar',
  'repository-url-V.jar',
  'slf4j-api-2.0.17.jar',
  'transport-netty4-client-V.jar',
];

const jarsOf = (version: string): string[] => jars.map((jar) => jar.replace('V', version));

function layOutVersion(version: string) {
  const layout = layOut(jarsOf(version), version);
  const modules = new Map(layout.modules.map((module) => [module.name, module]));
  return { ...layout, modules };
}

describe('who gets which jar', () => {
  const { modules, lib } = layOutVersion('3.8.0');

  test.each<[string, string[]]>([
    ['transport-netty4', ['netty-codec-http-4.2.16.Final.jar', 'transport-netty4-client-3.8.0.jar']],
    ['analysis-common', ['analysis-common-3.8.0.jar']],
    ['geo', ['geo-3.8.0.jar']],
    ['ingest-common', ['ingest-common-3.8.0.jar', 'joni-2.2.7.jar', 'opensearch-grok-3.8.0.jar']],
    [
      'lang-expression',
      [
        'antlr4-runtime-4.13.1.jar',
        'asm-9.10.1.jar',
        'lang-expression-3.8.0.jar',
        'lucene-expressions-10.5.0.jar',
      ],
    ],
    [
      'lang-painless',
      [
        'antlr4-runtime-4.13.1.jar',
        'asm-9.10.1.jar',
        'asm-analysis-9.10.1.jar',
        'lang-painless-3.8.0.jar',
        'opensearch-scripting-painless-spi-3.8.0.jar',
      ],
    ],
    [
      'repository-url',
      [
        'commons-codec-1.18.0.jar',
        'httpclient5-5.6.1.jar',
        'httpcore5-h2-5.4.jar',
        'repository-url-3.8.0.jar',
        'slf4j-api-2.0.17.jar',
      ],
    ],
  ])('%s', (name, expected) => {
    expect(modules.get(name)?.jars).toEqual(expected);
  });

  test('lib: what no module has', () => {
    expect(lib).toEqual([
      'log4j-core-2.25.4.jar',
      'lucene-analysis-common-10.5.0.jar',
      'lucene-core-10.5.0.jar',
      'opensearch-3.8.0.jar',
      'opensearch-common-3.8.0.jar',
      'opensearch-geo-3.8.0.jar',
    ]);
  });

  test('a module without a jar is an error: the fetch was not whole', () => {
    const incomplete = jarsOf('3.8.0').filter((jar) => !jar.startsWith('parent-join'));
    expect(() => layOut(incomplete, '3.8.0')).toThrow('OpenSearch 3.8.0: no jar for its module parent-join');
  });
});

describe('the files that the jars lack', () => {
  test('a descriptor for 3.x', () => {
    expect(layOutVersion('3.8.0').modules.get('analysis-common')?.files).toEqual({
      'plugin-descriptor.properties': `name=analysis-common
description=analysis-common
version=3.8.0
opensearch.version=3.8.0
java.version=11
classname=org.opensearch.analysis.common.CommonAnalysisModulePlugin
extended.plugins=lang-painless
has.native.controller=false
`,
    });
  });

  test.each([
    ['transport-netty4', 'org.opensearch.transport.Netty4Plugin'],
    ['geo', 'org.opensearch.geo.GeoModulePlugin'],
  ])('2.x has other class names, and a policy: %s', (name, className) => {
    const files = layOutVersion('2.19.6').modules.get(name)?.files;
    expect(files?.['plugin-descriptor.properties']).toContain(`\nclassname=${className}\n`);
    expect(files?.['plugin-security.policy']).toContain('java.security.AllPermission');
  });
});
