import type { Reporter, TestModule, TestState, Vitest } from 'vitest/node';

/** How many tests passed, failed and were skipped, one by one. */
interface TestCounts {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

/**
 * Ends a run with the plain line `N passed, N failed, N skipped`, which a machine can read. It is written when the
 * process exits, so that it is the last line whatever engines and other reporters still have to say.
 *
 * A file that fails to load, an unhandled error, a failing global setup, a test that never ended and a run without any
 * test count as failed, and make the exit code 1.
 */
export class CountReporter implements Reporter {
  #hasEnded = false;

  onInit(vitest: Vitest): void {
    if (!vitest.config.watch) process.once('exit', () => this.#writeLastLine(vitest));
  }

  onTestRunEnd(): void {
    this.#hasEnded = true;
  }

  #writeLastLine({ state }: Vitest): void {
    const counts = countTests(state.getTestModules(), state.getUnhandledErrors().length);
    // A run in which nothing ran (a wrong name, a setup that failed) or that was cut off proves nothing.
    const provesNothing = counts.passed === 0 || !this.#hasEnded;
    const failed = Math.max(counts.failed, provesNothing ? 1 : 0);
    if (failed > 0 && (process.exitCode ?? 0) === 0) process.exitCode = 1;
    process.stdout.write(`${counts.passed} passed, ${failed} failed, ${counts.skipped} skipped\n`);
  }
}

function countTests(modules: readonly TestModule[], unhandledErrors: number): TestCounts {
  const states = modules
    .flatMap((module) => [...module.children.allTests()])
    .map((test) => test.result().state);
  const count = (state: TestState) => states.filter((other) => other === state).length;
  const broken = modules.filter(hasErrorOutsideTests).length + unhandledErrors;
  return {
    passed: count('passed'),
    failed: count('failed') + count('pending') + broken,
    skipped: count('skipped'),
  };
}

/** A file that did not load, or a hook around its tests that threw. */
function hasErrorOutsideTests(module: TestModule): boolean {
  if (module.errors().length > 0) return true;
  return [...module.children.allSuites()].some((suite) => suite.errors().length > 0);
}
