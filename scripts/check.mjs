// `npm run check`: everything that can be said about the code without running it. Each step says ok or failed; what a
// failed one printed is shown. The last line counts the steps, in the form that the tests use too.

import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';

const steps = [
  { name: 'format and lint', command: ['biome', 'ci', '--colors=off'], fix: 'npm run format' },
  { name: 'types', command: ['tsc', '--noEmit', '-p', '.'] },
  { name: 'unused code', command: ['knip', '--no-progress'] },
  { name: 'architecture', command: ['vitest', 'run', '--project', 'architecture'] },
  { name: 'fresh docs', command: ['node', 'scripts/docs.ts', '--check'], fix: 'npm run docs' },
];

const outcomes = steps.map(run);
const count = (outcome) => outcomes.filter((other) => other === outcome).length;
process.exitCode = count('failed') === 0 ? 0 : 1;
process.stdout.write(`${count('ok')} passed, ${count('failed')} failed, ${count('skipped')} skipped\n`);

function run({ name, command, fix }) {
  const [program, ...args] = command;
  if (args[0]?.startsWith('scripts/') && !existsSync(args[0]))
    return report('skipped', name, `no ${args[0]}`);
  const startedMs = performance.now();
  const { status, error, stdout, stderr } = spawnSync(program, args, {
    encoding: 'utf8',
    maxBuffer: 64 << 20,
  });
  const seconds = `${((performance.now() - startedMs) / 1000).toFixed(1)} s`;
  if (status === 0) return report('ok', name, seconds);
  process.stdout.write(`${stdout ?? ''}${stderr ?? ''}${error === undefined ? '' : `${error.message}\n`}`);
  return report('failed', name, fix === undefined ? seconds : `${seconds}; \`${fix}\` may put it right`);
}

function report(outcome, name, note) {
  process.stdout.write(`${outcome.padEnd(8)}${name} (${note})\n`);
  return outcome;
}
