import { describe, expect, test } from 'vitest';
import { type MultilinePatterns, patternGrouping } from '../../../src/parse/multiline-patterns.ts';
import { PatternError } from '../../../src/parse/pattern.ts';
import { eventsOf } from './grouped.ts';

describe('own patterns', () => {
  test.each<[string, MultilinePatterns, string, string]>([
    ['start: up to the next one', { start: '^\\d' }, '1 a b 2 3 c', '1ab 2 3c'],
    ['start: what stands before the first one is an event', { start: '^\\d' }, 'a b 1 c', 'ab 1c'],
    ['start, negated', { start: '^[a-z]', negate: true }, '1 a b 2', '1ab 2'],
    ['continue: lines that belong to the one before', { continue: '^[a-z]' }, '1 a b 2 3 c', '1ab 2 3c'],
    ['continue: the first line of all', { continue: '^[a-z]' }, 'a b 1', 'ab 1'],
    ['end: up to it', { end: '^\\.' }, '1 a . 2 . . b', '1a. 2. . b'],
    [
      'end, negated: a mark that the line goes on',
      { end: '_$', negate: true },
      'a_ b_ c d e_ f',
      'a_b_c d e_f',
    ],
    ['start and continue', { start: '^E', continue: '^a' }, 'x a E a a y a E E a', 'x a Eaa y a E Ea'],
    [
      'start and continue: a line that matches both goes on',
      { start: '^E', continue: '^Ec' },
      'E Ec Ed',
      'EEc Ed',
    ],
    ['start and end', { start: '^B', end: '^;' }, 'x B 1 2 ; ; y B B 3 ; z', 'x B12; ; y B B3; z'],
    ['start and end in one line', { start: '^B', end: ';$' }, 'B; x B y; z', 'B; x By; z'],
    [
      'all three',
      { start: '^B', continue: '^[a-z]', end: '^;' },
      'B a ; a B a 1 a ; B a B b',
      'Ba; a Ba 1 a ; Ba Bb',
    ],
    ['continue and end', { continue: '^[a-z]', end: '^;' }, '1 a ; b 2 c', '1a; b 2c'],
  ])('%s', (_what, patterns, lines, events) => {
    expect(eventsOf(patterns, lines.split(' ')).map((event) => event.join(''))).toEqual(events.split(' '));
  });

  test('are regular expressions, or that is said', () => {
    expect(() => patternGrouping({ start: '(' })).toThrow(PatternError);
    expect(() => patternGrouping({ start: '(?=a)' })).toThrow('linear time');
  });
});
