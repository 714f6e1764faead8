import { z } from 'zod';
import { milliseconds } from '../../config/units.ts';
import { multilinePresets } from '../../parse/multiline-presets.ts';
import { patternProblem } from '../../parse/pattern.ts';

const multilinePreset = z.enum(multilinePresets);
const someMultilinePresets = z.array(multilinePreset).min(1);

/** A regular expression that is tested on one line. */
const linePattern = z
  .string()
  .min(1)
  .check((context) => {
    const message = patternProblem(context.value);
    if (message !== undefined) context.issues.push({ code: 'custom', message, input: context.value });
  });

const multilineOptions = z
  .strictObject({
    preset: z
      .union([multilinePreset, someMultilinePresets])
      .optional()
      .describe('Stack traces of this language, or of several. Takes the place of own regular expressions.'),
    start: linePattern
      .optional()
      .describe(
        'Regular expression, tested on each line: a line that matches begins an event. Alone, an event goes on up to the next such line.',
      ),
    continue: linePattern
      .optional()
      .describe(
        'A line that matches belongs to the event before it. With `start`, only to one that began with such a line; other lines are events of their own.',
      ),
    end: linePattern
      .optional()
      .describe(
        'A line that matches is the last of its event. With `start`, lines outside are events of their own.',
      ),
    negate: z
      .boolean()
      .default(false)
      .describe(
        'Turns a single regular expression round: it is about the lines that do not match. `end` with it joins lines that end with a backslash: `\\\\$`.',
      ),
    flushAfterMs: milliseconds({ min: 10, max: 3_600_000 })
      .default(1_000)
      .describe(
        'Lines that wait for the rest of their event are sent when nothing more came for this time. What comes later is an event of its own.',
      ),
    linesMax: z
      .int()
      .min(2)
      .optional()
      .describe('An event of more lines goes on in parts, as one of more bytes than `lineBytesMax`.'),
  })
  .superRefine(({ preset, start, continue: goesOn, end, negate }, context) => {
    const patterns = [start, goesOn, end].filter((pattern) => pattern !== undefined).length;
    const say = (message: string) => context.addIssue({ code: 'custom', message });
    if (preset === undefined && patterns === 0)
      say('must have `preset`, or one of `start`, `continue` and `end`');
    if (preset !== undefined && patterns > 0)
      say('must have either `preset`, or `start`, `continue` and `end`');
    if (negate && patterns !== 1) say('`negate` is about a single regular expression');
  });

export const multilineChoice = z.union([multilinePreset, someMultilinePresets, multilineOptions]);
