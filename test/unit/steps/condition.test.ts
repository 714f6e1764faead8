import { expect, test } from 'vitest';
import { compileCondition } from '../../../src/steps/condition.ts';
import type { Condition } from '../../../src/steps/step.ts';

const event = {
  'url.path': '/health',
  'http.response.status_code': 404,
  'source.ip': '',
  'event.original': new Uint8Array([1]),
  fields: { user: { id: '7', roles: ['admin', 'ops'] }, took: '12.5', ok: true, none: null, 'a.b': 1 },
};

test.each<[Condition, boolean]>([
  [{ field: 'url.path', equals: '/health' }, true],
  [{ field: 'url.path', equals: '/Health' }, false],
  [{ field: 'http.response.status_code', equals: '404' }, true],
  [{ field: 'fields.user.id', equals: 7 }, true],
  [{ field: 'fields.ok', equals: true }, true],
  [{ field: 'fields.a.b', equals: 1 }, true],
  [{ field: 'fields.user.roles', equals: 'ops' }, true],
  [{ field: 'fields.user', equals: '[object Object]' }, false],
  [{ field: 'event.original', matches: '.' }, false],
  [{ field: 'url.path', oneOf: ['/ready', '/health'] }, true],
  [{ field: 'url.path', oneOf: ['/ready'] }, false],
  [{ field: 'url.path', matches: '^/hea' }, true],
  [{ field: 'url.path', matches: 'xyz' }, false],
  [{ field: 'http.response.status_code', matches: '^4' }, true],
  [{ field: 'url.path', exists: true }, true],
  [{ field: 'url.query', exists: true }, false],
  [{ field: 'url.query', exists: false }, true],
  [{ field: 'fields.none', exists: true }, true],
  [{ field: 'constructor', exists: true }, false],
  [{ field: 'fields.__proto__', exists: true }, false],
  [{ field: 'http.response.status_code', atLeast: 404 }, true],
  [{ field: 'http.response.status_code', above: 404 }, false],
  [{ field: 'http.response.status_code', atLeast: 400, below: 500 }, true],
  [{ field: 'http.response.status_code', atLeast: 400, below: 404 }, false],
  [{ field: 'fields.took', atMost: 12.5 }, true],
  [{ field: 'url.path', above: 0 }, false],
  [{ field: 'source.ip', atLeast: 0 }, false],
  [{ field: 'fields.none', atMost: 1 }, false],
  [{ field: 'url.query', equals: 'undefined' }, false],
  [{ not: { field: 'url.query', equals: 'x' } }, true],
  [
    {
      all: [
        { field: 'url.path', exists: true },
        { field: 'fields.ok', equals: false },
      ],
    },
    false,
  ],
  [
    {
      any: [
        { field: 'url.path', exists: false },
        { field: 'fields.ok', equals: true },
      ],
    },
    true,
  ],
  [{ field: 'url.path', equals: '/health', not: { field: 'fields.ok', equals: true } }, false],
])('%j: %s', (condition, holds) => {
  expect(compileCondition(condition)(event)).toBe(holds);
});
