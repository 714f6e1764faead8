import type { FoundFile } from './found-file.ts';
import { compileExclude, compilePattern } from './pattern.ts';
import { walkFor } from './walk.ts';

/** Regular files that match, links followed, each once; `failed` hears of those that cannot be looked at. */
export function findFiles(
  patterns: readonly string[],
  exclude: readonly string[],
  failed: (path: string, error: unknown) => void,
): Promise<FoundFile[]> {
  return walkFor({
    patterns: patterns.flatMap(compilePattern),
    isExcluded: compileExclude(exclude),
    folder: () => {},
    failed,
    pause: () => new Promise((resolve) => setImmediate(resolve)),
  });
}
