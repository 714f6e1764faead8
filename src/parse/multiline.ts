import type { Grouping } from './grouping.ts';
import { type MultilinePatterns, patternGrouping } from './multiline-patterns.ts';
import { type MultilinePreset, presetGrouping } from './multiline-presets.ts';

/** Own rules, or those of a preset. */
export type MultilineRule = MultilinePreset | MultilinePatterns;

export function groupingOf(rule: MultilineRule): Grouping {
  return typeof rule === 'string' ? presetGrouping(rule) : patternGrouping(rule);
}
