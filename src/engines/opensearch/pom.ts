import type { Release } from './release.ts';

/** Published by OpenSearch, all with its own version. */
const modules = [
  'transport-netty4-client',
  'analysis-common',
  'aggs-matrix-stats-client',
  'geo',
  'ingest-common',
  'ingest-user-agent',
  'lang-expression',
  'lang-mustache-client',
  'lang-painless',
  'mapper-extras-client',
  'parent-join-client',
  'reindex-client',
  'repository-url',
];

/** 12 MB of native libraries for HTTP/3, which is not used. */
const withoutHttp3 =
  '<exclusions><exclusion><groupId>io.netty</groupId><artifactId>netty-codec-native-quic</artifactId></exclusion></exclusions>';

/** What Maven is to fetch: the server, what its own pom calls optional and its start needs, and the modules. */
export function pomOf({ version, log4jVersion }: Release): string {
  const dependencies = [
    dependency('org.opensearch', 'opensearch', version),
    dependency('org.opensearch', 'opensearch-plugin-classloader', version),
    // 3.x replaced Java's SecurityManager by an agent of its own.
    ...(version.startsWith('3.')
      ? [dependency('org.opensearch', 'opensearch-agent-bootstrap', version)]
      : []),
    dependency('org.apache.logging.log4j', 'log4j-core', log4jVersion),
    dependency('org.locationtech.jts', 'jts-core', '1.15.0'),
    dependency('org.locationtech.spatial4j', 'spatial4j', '0.7'),
    ...modules.map((module) => dependency('org.opensearch.plugin', module, version)),
  ];
  return `<?xml version="1.0" encoding="UTF-8"?>
<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>kinship</groupId>
  <artifactId>opensearch-home</artifactId>
  <version>1</version>
  <packaging>pom</packaging>
  <dependencies>
${dependencies.map((line) => `    ${line}\n`).join('')}  </dependencies>
</project>
`;
}

function dependency(group: string, artifact: string, version: string): string {
  const exclusions = artifact.startsWith('transport-netty4') ? withoutHttp3 : '';
  return `<dependency><groupId>${group}</groupId><artifactId>${artifact}</artifactId><version>${version}</version>${exclusions}</dependency>`;
}
