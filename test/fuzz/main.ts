import { parseArgs } from 'node:util';
import { fuzzedFormats } from './rules.ts';
import { fuzz } from './run.ts';

/** `--seconds N --seed S`: fuzzes the parsers of all formats; what is found is told with its line, and ends with 1. */
const { values } = parseArgs({
  options: { seconds: { type: 'string', default: '600' }, seed: { type: 'string', default: '' } },
});
const seed = values.seed === '' ? Math.floor(Math.random() * 2 ** 32) : Number(values.seed);
const endMs = performance.now() + Number(values.seconds) * 1_000;
const { lines, findings } = fuzz(seed, () => performance.now() >= endMs);
console.log(`seed ${seed}: ${lines} lines through each of ${fuzzedFormats.length} formats`);
for (const { format, problem, line } of findings)
  console.log(`${format}: ${problem}\n  ${JSON.stringify(line)}`);
const failed = findings.length;
console.log(`${fuzzedFormats.length - failed} passed, ${failed} failed, 0 skipped`);
process.exitCode = failed === 0 && lines > 0 ? 0 : 1;
