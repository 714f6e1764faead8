import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { type Engine, startKinesis, startOpenSearch } from '../../src/engines/index.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    /** Empty with ENGINES=none. */
    openSearchUrl: string;
    kinesisUrl: string;
    /** Why there are no engines, where there should be. */
    enginesFailure: string;
  }
}

/** Starts the real engines once for all integration tests, on data of their own that goes with them. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  if (process.env['ENGINES'] === 'none') {
    provide(project, '', '', '');
    return async () => {};
  }
  const folder = mkdtempSync(join(tmpdir(), 'kinship-engines-'));
  const cacheDir = join(import.meta.dirname, '..', '..', '.kinship', 'engines');
  const common = {
    cacheDir,
    env: process.env,
    progress: (line: string) => process.stderr.write(`${line}\n`),
  };
  const starting = await Promise.allSettled([
    startOpenSearch({ ...common, dataDir: join(folder, 'opensearch') }),
    startKinesis({ ...common, dataDir: join(folder, 'kinesis') }),
  ]);
  const engines = starting.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
  const failures = starting.flatMap((result) =>
    result.status === 'rejected' ? [String(result.reason)] : [],
  );
  const [openSearch, kinesis] = starting;
  provide(project, urlOf(openSearch), urlOf(kinesis), failures.join('\n'));
  return async () => {
    await Promise.allSettled(engines.map((engine) => engine.stop()));
    rmSync(folder, { recursive: true, force: true });
  };
}

function provide(project: TestProject, openSearchUrl: string, kinesisUrl: string, failure: string): void {
  project.provide('openSearchUrl', openSearchUrl);
  project.provide('kinesisUrl', kinesisUrl);
  // Told by each test that needs an engine: a setup that throws would take the unit tests with it.
  project.provide('enginesFailure', failure);
}

function urlOf(result: PromiseSettledResult<Engine>): string {
  return result.status === 'fulfilled' ? result.value.url : '';
}
