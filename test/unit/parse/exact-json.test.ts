import { expect, test } from 'vitest';
import { isExactJson } from '../../../src/parse/exact-json.ts';

function check(line: string, expected: boolean): void {
  expect(isExactJson(line, JSON.parse(line))).toBe(expected);
}

test.each([
  '{}',
  '{"a":1}',
  '{ "a" : 1 , "b" : [ { "a" : 2 } , { "a" : 3 } ] }',
  '{"a:b":"c:d","e\\":":"\\\\","f":"\\\\\\":1e400"}',
  '{"":{"":[[],[{}],true,false,null]}}',
  '{"a":9007199254740991,"b":-9007199254740991}',
  '{"a":9007199254740992,"b":100000000000000000000}',
  '{"a":0.30000000000000004,"b":1446249499.322123}',
  '{"a":1e5,"b":1E+5,"c":12.50e3,"d":0.0001e-2,"e":1e-300}',
  '{"a":1.0,"b":1.10,"c":-0,"d":0.0,"e":0e999,"f":0.00000000000000000000}',
  '{"a":"9007199254740993","b":"1e400"}',
  '{"a":"\\u00e9","b":"\\ud83d\\ude00"}',
  '{"a":"é 😀"}',
])('%s is read as it stands', (line) => check(line, true));

test.each([
  '{"a":1,"a":1}',
  '{"a":{"b":1},"a":{"c":2}}',
  '{"x":[{"a":1,"b":2,"a":3}]}',
  '{"a" :1,"\\u0061"\t: 2}',
  '{"__proto__":1,"__proto__":2}',
  '{"a":9007199254740993}',
  '{"a":-9007199254740993}',
  '{"a":[1,[12345678901234567890]]}',
  '{"a":0.1234567890123456789}',
  '{"a":1e400}',
  '{"a":-1E400}',
  '{"a":1e-400}',
  '{"a":1.0000000000000001}',
  '{"a":"\\ud800"}',
  '{"a":"\\udc00\\ud800"}',
  '{"a":["x",{"\\uDBFF":1}]}',
])('%s says more than what is read of it', (line) => check(line, false));

test('a number of 200,000 digits, and as many zeros inside, take no longer than their length', () => {
  check(`{"a":${'9'.repeat(200_000)}}`, false);
  check(`{"a":1${'0'.repeat(200_000)}1}`, false);
  check(`{"a":"${'\\\\'.repeat(200_000)}","b":"${'\\"'.repeat(200_000)}"}`, true);
});
