import { compatRecords } from './compat/records.ts';
import type { AgentOptions } from './config/agent-options.ts';
import { eventJson } from './document/document.ts';
import type { Event, FieldValue } from './record/event.ts';
import { LinePacker, type LinePackerOptions } from './wire/line-packer.ts';
import { BlockPacker, type Packer, SinglePacker } from './wire/packer.ts';

export interface PackingOptions {
  /** Fields that are the same for all events of this agent. */
  readonly sharedFields: { readonly [field: string]: FieldValue };
  readonly mintId: () => string;
}

/** What makes records of events, by the format of the output. */
export function createPacker(
  output: AgentOptions['output'],
  { sharedFields, mintId }: PackingOptions,
): Packer {
  const { flushDelayMs } = output;
  const lines = (toRecord: LinePackerOptions['toRecord']) => {
    const joinedBytesMax = output.type === 'firehose' ? output.joinedBytesMax : 0;
    return new LinePacker({ toRecord, joinedBytesMax, flushDelayMs, mintId });
  };
  if (output.format === 'compat') {
    const records = compatRecords(output.compat);
    return lines((line, _event, nowMs) => records(line, nowMs));
  }
  if (output.type === 'firehose')
    return lines((_line, event) => ({
      data: Buffer.from(`${eventJson(withFields(event, sharedFields))}\n`),
    }));
  const { blockBytesMax } = output;
  const options = { sharedFields, blockBytesMax, flushDelayMs, mintId };
  return output.format === 'single' ? new SinglePacker(options) : new BlockPacker(options);
}

function withFields(event: Event, fields: PackingOptions['sharedFields']): Event {
  return { ...fields, ...event };
}
