import { expect, test } from 'vitest';
import {
  groupCount,
  javaRegExp,
  javaWholeRegExp,
  translateJavaRegExp,
} from '../../../src/compat/java-regex.ts';

test.each<[pattern: string, matches: string[], others: string[]]>([
  ['a.c', ['abc'], ['a\nc', 'a\u0085c', 'ac']],
  ['(?s)a.c', ['a\nc'], ['ac']],
  ['(?i)abc', ['ABC'], ['abd']],
  [String.raw`\s+`, [' \t'], ['\u00a0', '']],
  [String.raw`\S`, ['\u00a0'], [' ']],
  [String.raw`[\s,]`, [',', '\t'], ['\u00a0']],
  [String.raw`\h`, ['\u00a0', '\t'], ['\n']],
  [String.raw`\p{Alpha}\p{Punct}`, ['a!'], ['é!']],
  [String.raw`\P{Digit}`, ['a'], ['1']],
  [String.raw`[\p{Upper}_]+`, ['A_B'], ['a']],
  [String.raw`\Qa.b*\E+`, ['a.b*', 'a.b**'], ['axb*']],
  [String.raw`\Qa.b`, ['a.b'], ['axb']],
  ['a++b', ['aab'], ['b']],
  ['[+]++x{2}+', ['+xx'], ['x']],
  ['(?>a|ab)c', ['ac'], ['c']],
  [String.raw`\Aa\z`, ['a'], ['ab']],
  ['a|bc', ['a', 'bc'], ['ac', 'abc']],
  ['(?<name>a)', ['a'], ['b']],
])('%s', (pattern, matches, others) => {
  const whole = javaWholeRegExp(pattern);
  for (const text of matches) expect(whole.test(text), JSON.stringify(text)).toBe(true);
  for (const text of others) expect(whole.test(text), JSON.stringify(text)).toBe(false);
});

test('its flags go on as text', () => {
  expect(new RegExp(`^(?:${translateJavaRegExp('(?i)a.')})`).test('AB')).toBe(true);
  expect(new RegExp(`^(?:${translateJavaRegExp('a.')})`).test('AB')).toBe(false);
});

test.each([
  ['a', 0],
  ['(a)(?:b)(?<c>d)', 2],
  ['(a|(b))', 2],
])('%s has %i groups', (pattern, count) => {
  expect(groupCount(javaRegExp(pattern))).toBe(count);
});

test.each(['(', '[a', String.raw`\p{InGreek}`])('%s is none', (pattern) => {
  expect(() => javaRegExp(pattern)).toThrow(SyntaxError);
});
