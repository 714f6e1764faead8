import { expect, test } from 'vitest';
import { pomOf } from '../../../../src/engines/opensearch/pom.ts';
import { releases } from '../../../../src/engines/opensearch/release.ts';

test.each(releases)('$version: every artifact once, its own with its version', (release) => {
  const found = [...pomOf(release).matchAll(/<dependency>.*?<artifactId>(.+?)<.*?<version>(.+?)</g)];
  const names = found.map(([, name]) => name);
  expect(new Set(names).size).toBe(names.length);
  expect(names).toEqual(
    expect.arrayContaining(['opensearch', 'log4j-core', 'ingest-common', 'reindex-client']),
  );
  expect(names.includes('opensearch-agent-bootstrap')).toBe(release.version.startsWith('3.'));
  const own = found.filter(([text]) => text.includes('<groupId>org.opensearch'));
  expect(new Set(own.map(([, , version]) => version))).toEqual(new Set([release.version]));
});
