import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Event, originFields } from '../../../src/record/event.ts';
import { compileSteps } from '../../../src/steps/compile.ts';
import { processChunk } from '../../../src/steps/process.ts';
import { builtInFinders, castTypes, type Step } from '../../../src/steps/step.ts';
import { anyEvent } from '../../fakes/events.ts';

const names = ['message', 'user.name', 'event.duration', 'source.ip', 'fields', 'fields.a', 'fields.a.b'];
const name = fc.constantFrom(...names);
const made = fc.constantFrom('message', 'event.duration', 'fields.a', 'fields.c.d', 'fields.a.b.e');
const fields = fc.option(fc.array(name, { minLength: 1, maxLength: 3 }), { nil: undefined });

const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ type: fc.constant('add'), fields: fc.dictionary(made, fc.oneof(fc.string(), fc.integer())) }),
  fc.record({ type: fc.constant('rename'), fields: fc.dictionary(name, made) }),
  fc.record({ type: fc.constant('remove'), fields: fc.array(name) }),
  fc.record({ type: fc.constant('cast'), fields: fc.dictionary(name, fc.constantFrom(...castTypes)) }),
  fc.record({
    type: fc.constantFrom('keep', 'drop'),
    when: fc.record({ field: name, exists: fc.boolean() }),
  }),
  fc.record({ type: fc.constant('sample'), rate: fc.double({ min: 0, max: 1, noNaN: true }), by: name }),
  fc.record({
    type: fc.constant('redact'),
    find: fc.constant(builtInFinders),
    fields,
    action: fc.constantFrom('mask', 'hash', 'drop'),
    key: fc.constant('sixteen characters'),
  }),
);

function read(events: readonly Event[]) {
  const copies = structuredClone(events).map((event, index) => ({
    ...event,
    'log.file.generation': 'g',
    'log.offset': index,
  }));
  const indices = copies.map((_, index) => index);
  return {
    events: copies,
    endOffsets: indices,
    lastTimedMs: indices,
    unparsed: new Map<string, number>(),
    sample: '',
  };
}

const identity = (event: Event) =>
  ['@timestamp', ...Object.values(originFields)].map((field) => event[field]);

test('whatever the steps, identity stays, all events are accounted for, and a re-read gives the same', () => {
  fc.assert(
    fc.property(fc.array(step, { minLength: 1, maxLength: 5 }), fc.array(anyEvent), (steps, events) => {
      const compiled = compileSteps(steps, 'input');
      const processed = processChunk(read(events), () => compiled, 0);
      const before = new Map<unknown, unknown>(
        read(events).events.map((event) => [event['log.offset'], identity(event)]),
      );
      for (const event of processed.events) expect(identity(event)).toEqual(before.get(event['log.offset']));
      const filtered = processed.filtered.reduce((sum, each) => sum + each.events, 0);
      expect(processed.events.length + filtered).toBe(events.length);
      expect(Math.max(-1, processed.end?.offset ?? -1, ...processed.endOffsets)).toBe(events.length - 1);
      expect(processChunk(read(events), () => compiled, 1e9)).toEqual(processed);
    }),
  );
});
