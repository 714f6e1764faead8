import { once } from 'node:events';
import { parseArgs } from 'node:util';
import { inputsOf } from '../config/agent-options.ts';
import { loadConfig } from '../config/load.ts';
import { configSchema } from '../config/schema.ts';
import { lineErrors } from '../parse/events.ts';
import { formats } from '../parse/formats.ts';
import { isTimeZone } from '../parse/time-zone.ts';
import type { Event } from '../record/event.ts';
import { inputEvents as eventRuleOf, headerLinesIn } from '../sources/file/event-rule.ts';
import { type FileInputOptions, fileInputOptions } from '../sources/file/options.ts';
import type { Command, CommandContext } from './command.ts';
import { sectionOf } from './daemon.ts';
import { CommandError, exitCodes } from './exit-codes.ts';
import { inputEvents, shownEvent } from './input-events.ts';
import { inputLines } from './input-lines.ts';
import { systemClock } from './system-clock.ts';

/** Prints the lines of standard input as events. Exit code 0 where every line was of its format, 1 where one was not. */
export const parseCommand: Command = async (args, context) => {
  const { stdin = process.stdin, stdout, stderr } = context;
  const input = readArguments(args, context);
  const eventsOf = inputEvents(input, ({ format, reason }) =>
    stderr.write(`kinship: the format is ${format}: ${reason}\n`),
  );
  const { encoding, lineBytesMax } = input;
  const reading = {
    encoding,
    lineBytesMax,
    headerLines: headerLinesIn(input),
    eventRule: eventRuleOf(input)?.rule,
  };
  const failures = new Failures();
  for await (const chunk of inputLines(stdin, reading)) {
    const events = eventsOf(chunk, systemClock.nowMs());
    const text = events.map((event) => `${JSON.stringify(shownEvent(event))}\n`).join('');
    failures.look(events);
    if (!stdout.write(text)) await once(stdout, 'drain');
  }
  stderr.write(failures.summary());
  return failures.count === 0 ? exitCodes.ok : exitCodes.no;
};

function readArguments(args: string[], { env }: CommandContext): FileInputOptions {
  const { values } = parseArgs({
    args,
    options: {
      format: { type: 'string' },
      'time-zone': { type: 'string' },
      config: { type: 'string' },
      input: { type: 'string', default: '0' },
    },
  });
  const { config, format, 'time-zone': zone, input } = values;
  if (config === undefined) return inputOf(format, zone);
  if (format !== undefined || zone !== undefined)
    throw new CommandError(exitCodes.usage, 'with --config, format and time zone are those of the input');
  const inputs = inputsOf(sectionOf(loadConfig(config, configSchema, env), 'agent', config));
  const found = /^\d+$/.test(input) ? inputs[Number(input)]?.input : undefined;
  if (found?.type === 'file') return found;
  if (found !== undefined)
    throw new CommandError(
      exitCodes.usage,
      `input ${input} of ${config} reads no files: name its format instead`,
    );
  const last = inputs.length - 1;
  throw new CommandError(exitCodes.usage, `there is no input ${input} in ${config}: it has 0 to ${last}`);
}

function inputOf(format = 'auto', zone: string | undefined): FileInputOptions {
  const known: readonly string[] = ['auto', ...formats];
  if (!known.includes(format)) {
    const hint = `it is one of ${known.join(', ')}; one with options stands in a configuration: --config FILE --input N`;
    throw new CommandError(exitCodes.usage, `there is no format "${format}"\n  ${hint}`);
  }
  if (zone !== undefined && !isTimeZone(zone))
    throw new CommandError(exitCodes.usage, `there is no time zone "${zone}": write it as Europe/Berlin`);
  return fileInputOptions.parse({
    type: 'file',
    paths: '-',
    format,
    ...(zone !== undefined && { time: { zone } }),
  });
}

const samplesMax = 3;
const sampleCharsMax = 200;

/** What did not parse: how much of it by reason, and the first of it. */
class Failures {
  readonly #counts = new Map<string, number>();
  readonly #samples: string[] = [];
  #lines = 0;

  get count(): number {
    return [...this.#counts.values()].reduce((sum, count) => sum + count, 0);
  }

  look(events: readonly Event[]): void {
    for (const event of events) {
      this.#lines += 1;
      const reason = String(event['error.type']);
      if (reason !== lineErrors.unparsed && reason !== lineErrors.invalidUtf8) continue;
      this.#counts.set(reason, (this.#counts.get(reason) ?? 0) + 1);
      if (this.#samples.length >= samplesMax) continue;
      this.#samples.push(`  line ${this.#lines}: ${String(event['message']).slice(0, sampleCharsMax)}\n`);
    }
  }

  summary(): string {
    const lines = `${this.#lines} ${this.#lines === 1 ? 'event' : 'events'}`;
    const reasons = [...this.#counts].map(([reason, count]) => `${count} ${reason}`);
    const failed =
      reasons.length === 0 ? 'all of its format' : `kept whole as message: ${reasons.join(', ')}`;
    return `kinship: ${lines}, ${failed}\n${this.#samples.join('')}`;
  }
}
