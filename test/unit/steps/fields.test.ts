import { expect, test } from 'vitest';
import type { Fields } from '../../../src/steps/field.ts';
import type { Step } from '../../../src/steps/step.ts';
import { plain, runSteps } from './events.ts';

test.each<[name: string, step: Step, before: Fields, after: Fields]>([
  [
    'add',
    { type: 'add', fields: { 'service.name': 'shop', 'fields.team': 'a', 'fields.is.new': true } },
    { message: 'm' },
    { message: 'm', 'service.name': 'shop', fields: { team: 'a', is: { new: true } } },
  ],
  [
    'add overwrites, beside what is there',
    { type: 'add', fields: { message: 'n', 'fields.a.b': 1, 'fields.x.y': 2 } },
    { message: 'm', fields: { a: { c: 3 }, x: 'text' } },
    { message: 'n', fields: { a: { c: 3, b: 1 }, x: 'text', 'x.y': 2 } },
  ],
  [
    'rename',
    { type: 'rename', fields: { 'fields.msg': 'message', 'fields.gone': 'user.name' } },
    { fields: { msg: 'm' } },
    { fields: {}, message: 'm' },
  ],
  [
    'rename of a name with dots of its own',
    { type: 'rename', fields: { 'fields.a.b': 'fields.c' } },
    { fields: { 'a.b': 1 } },
    { fields: { c: 1 } },
  ],
  [
    'rename to a field that does not take it',
    { type: 'rename', fields: { 'fields.status': 'http.response.status_code' } },
    { fields: { status: '200' } },
    { fields: { status: '200' }, 'error.type': 'unfit_field' },
  ],
  [
    'remove',
    { type: 'remove', fields: ['user.name', 'fields.a.b', 'url.path'] },
    { 'user.name': 'u', fields: { a: { b: 1, c: 2 } } },
    { fields: { a: { c: 2 } } },
  ],
  [
    'cast',
    {
      type: 'cast',
      fields: {
        'fields.i': 'integer',
        'fields.n': 'number',
        'fields.b': 'boolean',
        'fields.t': 'text',
        'fields.none': 'integer',
      },
    },
    { fields: { i: ' 42 ', n: '-1.5e3', b: 'True', t: 7 } },
    { fields: { i: 42, n: -1500, b: true, t: '7' } },
  ],
  [
    'cast of what is none: the value stays',
    { type: 'cast', fields: { 'fields.i': 'integer', 'fields.j': 'integer' } },
    { fields: { i: '12s', j: '1' } },
    { fields: { i: '12s', j: 1 }, 'error.type': 'uncast_field' },
  ],
  [
    'a parse error is not written over',
    { type: 'cast', fields: { message: 'integer' } },
    { message: 'x', 'error.type': 'unparsed_line' },
    { message: 'x', 'error.type': 'unparsed_line' },
  ],
])('%s', (_name, step, before, after) => {
  const { events } = runSteps([step], [before]);
  expect(events.map(plain)).toEqual([after]);
});

test.each(['1.5', '9007199254740993', '', '0x10', '1e999', 'Infinity', null, [1], { a: 1 }])(
  'no integer: %j',
  (value) => {
    const { events, failed } = runSteps(
      [{ type: 'cast', name: 'numbers', fields: { 'fields.v': 'integer' } }],
      [{ fields: { v: value } }],
    );
    expect(plain(events[0])).toEqual({ fields: { v: value }, 'error.type': 'uncast_field' });
    expect(failed).toEqual([{ input: 'input', step: 'numbers', type: 'cast', events: 1 }]);
  },
);

test('steps run in their order, each on what the one before made', () => {
  const steps: Step[] = [
    { type: 'rename', fields: { 'fields.s': 'fields.status' } },
    { type: 'cast', fields: { 'fields.status': 'integer' } },
    { type: 'rename', fields: { 'fields.status': 'http.response.status_code' } },
    { type: 'drop', when: { field: 'http.response.status_code', below: 400 } },
  ];
  const { events } = runSteps(steps, [{ fields: { s: '200' } }, { fields: { s: '500' } }]);
  expect(events.map(plain)).toEqual([{ fields: {}, 'http.response.status_code': 500 }]);
});
