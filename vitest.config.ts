import { existsSync } from 'node:fs';
import { defineConfig, type TestProjectInlineConfiguration } from 'vitest/config';
import { CountReporter } from './test/count-reporter.ts';

/** Starts the real engines once for all integration tests; with ENGINES=none it starts nothing. */
const enginesSetup = './test/integration/engines.ts';

/** Waiting for an engine on a loaded machine: OpenSearch alone takes up to 20 seconds to start. */
const engineTimeoutMs = 120_000;

/** Tests that need nothing but the code run first, in parallel. */
function project(name: string): TestProjectInlineConfiguration {
  return {
    test: { name, include: [`test/${name}/**/*.test.ts`], testTimeout: 20_000, sequence: { groupOrder: 0 } },
  };
}

export default defineConfig({
  test: {
    teardownTimeout: engineTimeoutMs,
    reporters: ['default', new CountReporter()],
    projects: [
      project('unit'),
      project('property'),
      project('model'),
      project('architecture'),
      project('contract'),
      project('simulation'),
      {
        test: {
          name: 'integration',
          include: ['test/integration/**/*.test.ts'],
          globalSetup: existsSync(enginesSetup) ? [enginesSetup] : [],
          testTimeout: engineTimeoutMs,
          hookTimeout: engineTimeoutMs,
          fileParallelism: false, // They share the engines, and measure against the clock.
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
});
