import { toSource } from '../document/document.ts';
import { type ChosenFormat, FileParsers } from '../parse/file-parsers.ts';
import type { LineChunk } from '../record/chunk.ts';
import { type Event, originFields } from '../record/event.ts';
import { inputFormat } from '../sources/file/event-rule.ts';
import type { FileInputOptions } from '../sources/file/options.ts';

/** What decides how the lines of an input are read. */
export type InputReading = Pick<FileInputOptions, 'format' | 'multiline' | 'time' | 'dataset'>;

/** Reads lines as the agent does for this input, and remembers nothing. */
export function inputEvents(
  input: InputReading,
  chosen: (chosen: ChosenFormat) => void,
): (chunk: LineChunk, nowMs: number) => readonly Event[] {
  const { time, dataset } = input;
  const fields: Record<string, string> = dataset === undefined ? {} : { 'event.dataset': dataset };
  const parsers = new FileParsers({
    inputs: [{ ...inputFormat(input), time, fields }],
    known: [],
    mark: () => {},
    chosen: (_, format) => chosen(format),
  });
  return (chunk, nowMs) => parsers.parse(chunk, nowMs).events;
}

const place: ReadonlySet<string> = new Set([...Object.values(originFields), 'log.file.path']);

/** An event for people to read: time and message first, then its fields by name; without where it came from. */
export function shownEvent(event: Event): Record<string, unknown> {
  const { '@timestamp': time, message, fields, ...others } = toSource(event);
  const names = Object.keys(others)
    .filter((name) => !place.has(name))
    .sort();
  return {
    '@timestamp': time,
    ...(message !== undefined && { message }),
    ...Object.fromEntries(names.map((name) => [name, others[name]])),
    ...(fields !== undefined && { fields }),
  };
}
