/** A release of OpenSearch that is complete on Maven Central, with the Java versions it runs on. */
export interface Release {
  readonly version: '3.8.0' | '2.19.6';
  readonly javaMin: number;
  readonly log4jVersion: string;
}

/**
 * Newest first. Of 3.x, ingest-common, lang-painless and analysis-common end at 3.8.0; of 2.x, releases before 2.19.6
 * lack opensearch-plugin-classloader. 3.x needs Java 21, 2.19 runs on 17 to 20 as well.
 */
export const releases: readonly Release[] = [
  { version: '3.8.0', javaMin: 21, log4jVersion: '2.25.4' },
  { version: '2.19.6', javaMin: 17, log4jVersion: '2.25.4' },
];

/** A Java installation: its folder, and its feature version (17, 21, 25). */
export interface Jdk {
  readonly home: string;
  readonly version: number;
}

/** The newest Java with the newest release it runs. undefined when none is new enough. */
export function chooseRelease(found: readonly Jdk[]): { jdk: Jdk; release: Release } | undefined {
  const newestFirst = found.toSorted((a, b) => b.version - a.version);
  for (const jdk of newestFirst) {
    const release = releases.find(({ javaMin }) => jdk.version >= javaMin);
    if (release !== undefined) return { jdk, release };
  }
  return undefined;
}

/** `17.0.15` is 17, `25` and `25-ea` are 25, and `1.8.0_402`, the old way of counting, is 8. */
export function featureVersion(version: string): number | undefined {
  const match = /^(?:1\.)?(\d+)/.exec(version.trim());
  return match?.[1] === undefined ? undefined : Number(match[1]);
}
