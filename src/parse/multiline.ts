import type { Grouping } from './grouping.ts';
import { anyGrouping } from './grouping-of-any.ts';
import { type MultilinePatterns, patternGrouping } from './multiline-patterns.ts';
import { type MultilinePreset, presetGrouping } from './multiline-presets.ts';

/** Own rules, or those of one preset or several. */
export type MultilineRule = MultilinePreset | readonly MultilinePreset[] | MultilinePatterns;

export function groupingOf(rule: MultilineRule): Grouping {
  if (typeof rule === 'string') return presetGrouping(rule);
  return isList(rule) ? anyGrouping(rule.map(presetGrouping)) : patternGrouping(rule);
}

function isList(rule: MultilineRule): rule is readonly MultilinePreset[] {
  return Array.isArray(rule);
}
