import { readFileSync } from 'node:fs';
import { inputsOf } from '../config/agent-options.ts';
import { loadConfig } from '../config/load.ts';
import { offsetOf } from '../config/locate.ts';
import { formatPath, type Path } from '../config/path.ts';
import { configSchema } from '../config/schema.ts';
import { readYaml } from '../config/yaml-file.ts';
import type { LineChunk } from '../record/chunk.ts';
import type { FileInputOptions } from '../sources/file/options.ts';
import type { Command } from './command.ts';
import { readOnlyArgument, sectionOf } from './daemon.ts';
import { type Difference, differences } from './differences.ts';
import { exitCodes } from './exit-codes.ts';
import { inputEvents, shownEvent } from './input-events.ts';
import { systemClock } from './system-clock.ts';

type SampleTest = NonNullable<FileInputOptions['tests']>[number];

/** Checks the samples of a configuration. Exit code 0 where all became what they must, 1 where one did not, 78 where there is none. */
export const testCommand: Command = async (args, { env, stdout }) => {
  const path = readOnlyArgument('test', args);
  const inputs = inputsOf(sectionOf(loadConfig(path, configSchema, env), 'agent', path));
  const placeOf = placesIn(path);
  const counts = { passed: 0, failed: 0 };
  for (const { input, path: inputPath } of inputs) {
    if (input.type !== 'file') continue;
    for (const [number, sample] of (input.tests ?? []).entries()) {
      const { event, different } = run(sample, input);
      counts[different.length === 0 ? 'passed' : 'failed'] += 1;
      const samplePath = [...inputPath, 'tests', number];
      if (different.length > 0)
        stdout.write(report(placeOf(samplePath), formatPath(samplePath), sample, event, different));
    }
  }
  if (counts.passed + counts.failed === 0) {
    stdout.write(`${path}: no input has \`tests\`: a list of {line: …, expect: {field: value}}\n`);
    return exitCodes.config;
  }
  stdout.write(`${counts.passed} passed, ${counts.failed} failed\n`);
  return counts.failed === 0 ? exitCodes.ok : exitCodes.no;
};

interface Outcome {
  readonly event: Record<string, unknown>;
  readonly different: readonly Difference[];
}

function run({ line, headerLine, expect }: SampleTest, input: FileInputOptions): Outcome {
  const [event] = inputEvents(input, () => {})(chunkOf(line, headerLine), systemClock.nowMs());
  const shown = event === undefined ? {} : shownEvent(event);
  return { event: shown, different: differences(expect, shown) };
}

function chunkOf(line: string, headerLine: string | undefined): LineChunk {
  const bytes = Buffer.from(`${line}\n`);
  const file = { generation: 'test', path: '-', input: 0, firstLine: line };
  return {
    file: headerLine === undefined ? file : { ...file, headerLine },
    offset: 0,
    bytes,
    lineEnds: [bytes.length],
  };
}

/** Where a sample stands in its file. */
function placesIn(path: string): (sample: Path) => string {
  const reading = readYaml(readFileSync(path, 'utf8'), path);
  return (sample) => {
    if ('problems' in reading) return path;
    const { document, place } = reading.yaml;
    const { line, column } = place(offsetOf(document, sample, 'value'));
    return `${path}:${line}:${column}`;
  };
}

function report(
  place: string,
  name: string,
  { line }: SampleTest,
  event: Record<string, unknown>,
  different: readonly Difference[],
): string {
  const rows = different.map(
    ({ field, expected, actual }) =>
      `  ${field}\n    expected ${words(expected)}\n    actual   ${words(actual)}\n`,
  );
  return `${place}: ${name} failed\n  line ${JSON.stringify(line)}\n${rows.join('')}  event ${JSON.stringify(event)}\n`;
}

function words(value: unknown): string {
  return value === undefined || value === null ? 'not there' : JSON.stringify(value);
}
