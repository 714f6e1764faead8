import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { SelfTime } from './bench.ts';

const projectDir = join(import.meta.dirname, '..', '..');

/** V8's format of a CPU profile (Chrome DevTools Protocol, Profiler.Profile), as far as it is read here. */
interface CpuProfile {
  readonly nodes: readonly { readonly id: number; readonly callFrame: CallFrame }[];
  readonly samples: readonly number[];
  /** Time before each sample, µs. */
  readonly timeDeltas: readonly number[];
}

interface CallFrame {
  readonly functionName: string;
  readonly url: string;
  readonly lineNumber: number;
}

/** V8's names for what is no function of anybody. */
const notBusy = new Set(['(idle)', '(root)']);

/** Where the profile that `node --cpu-prof` left in a folder says the main thread was, the most frequent first. */
export function topSelfTimes(dir: string, count: number): readonly SelfTime[] {
  const name = readdirSync(dir).find((file) => file.endsWith('.cpuprofile'));
  if (name === undefined) throw new Error(`no profile was written to ${dir}`);
  const profile = JSON.parse(readFileSync(join(dir, name), 'utf8')) as CpuProfile; // Written by V8.
  const times = selfTimes(profile);
  const busyMicroseconds = times.values().reduce((sum, time) => sum + time, 0);
  return [...times]
    .sort(([, left], [, right]) => right - left)
    .slice(0, count)
    .map(([key, time]) => {
      const [name = '', place = ''] = key.split('\t');
      return { name, place, share: time / busyMicroseconds };
    });
}

/** Microseconds by function, where `name\tplace` is one. */
function selfTimes({ nodes, samples, timeDeltas }: CpuProfile): Map<string, number> {
  const frames = new Map(nodes.map(({ id, callFrame }) => [id, callFrame]));
  const times = new Map<string, number>();
  for (const [index, id] of samples.entries()) {
    const frame = frames.get(id);
    if (frame === undefined || notBusy.has(frame.functionName)) continue;
    const key = `${frame.functionName || '(anonymous)'}\t${placeOf(frame)}`;
    times.set(key, (times.get(key) ?? 0) + (timeDeltas[index] ?? 0));
  }
  return times;
}

/** `src/parse/events.ts:40`; V8's own code has no place. */
function placeOf({ url, lineNumber }: CallFrame): string {
  if (url === '') return 'V8';
  const path = url.startsWith('file:') ? relative(projectDir, fileURLToPath(url)) : url;
  return `${path}:${lineNumber + 1}`;
}
