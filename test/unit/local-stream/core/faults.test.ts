import { describe, expect, test } from 'vitest';
import { seededRandom } from '../../../../src/demo/random.ts';
import {
  type CallSubject,
  FaultPlan,
  type FaultRule,
  faultKinds,
} from '../../../../src/local-stream/core/faults.ts';

const get: CallSubject = { operation: 'GetRecords', stream: 'logs', shardId: 'shardId-000000000000' };
const put: CallSubject = { operation: 'PutRecords', stream: 'logs', shardId: 'shardId-000000000001' };

test('without rules nothing goes wrong', () => {
  const plan = new FaultPlan(() => 0);
  expect([plan.forRecord(put), plan.forCall(get), plan.forDelivery(get)]).toEqual([
    undefined,
    undefined,
    undefined,
  ]);
});

test('each kind befalls a record, a call or a delivery, and only that', () => {
  const places = faultKinds.map((fault) => {
    const plan = new FaultPlan(() => 0, [{ fault }]);
    return [plan.forRecord(get), plan.forCall(get), plan.forDelivery(get)].map(
      (struck) => struck !== undefined,
    );
  });
  expect(places.map((struck) => struck.filter(Boolean).length)).toEqual(faultKinds.map(() => 1));
});

describe('a rule strikes where all that it says is so', () => {
  test.each<[what: string, rule: FaultRule, subject: CallSubject, strikes: boolean]>([
    ['nothing said', { fault: 'unavailable' }, put, true],
    ['the operation', { fault: 'unavailable', operation: 'PutRecords' }, put, true],
    ['another operation', { fault: 'unavailable', operation: 'PutRecord' }, put, false],
    ['the stream', { fault: 'unavailable', stream: 'logs' }, put, true],
    ['another stream', { fault: 'unavailable', stream: 'log' }, put, false],
    [
      'a stream, and a call that names none',
      { fault: 'unavailable', stream: 'logs' },
      { operation: 'ListStreams' },
      false,
    ],
    ['the shard', { fault: 'unavailable', shardId: 'shardId-000000000001' }, put, true],
    ['another shard', { fault: 'unavailable', shardId: 'shardId-000000000000' }, put, false],
    ['an expired iterator, for GetRecords', { fault: 'expireIterator' }, get, true],
    ['an expired iterator, for a call without one', { fault: 'expireIterator' }, put, false],
  ])('%s', (_what, rule, subject, strikes) => {
    expect(new FaultPlan(() => 0, [rule]).forCall(subject) !== undefined).toBe(strikes);
  });
});

test('a rule with a count strikes that often', () => {
  const plan = new FaultPlan(() => 0, [{ fault: 'internalFailure', count: 2 }]);
  expect([1, 2, 3].map(() => plan.forCall(get))).toEqual(['internalFailure', 'internalFailure', undefined]);
  expect(plan.counts()).toEqual([{ rule: { fault: 'internalFailure', count: 2 }, struck: 2 }]);
});

test('the first rule that strikes wins; one that is spent leaves it to the next', () => {
  const plan = new FaultPlan(() => 0, [{ fault: 'unavailable', count: 1 }, { fault: 'throttleCall' }]);
  expect([1, 2].map(() => plan.forCall(get))).toEqual(['unavailable', 'throttleCall']);
});

describe('chance', () => {
  const strikes = (seed: number, chance: number) => {
    const plan = new FaultPlan(seededRandom(seed), [{ fault: 'slow', chance, delayMs: 5 }]);
    return Array.from({ length: 1_000 }, () => plan.forDelivery(put) !== undefined);
  };

  test.each<[chance: number, low: number, high: number]>([
    [0, 0, 0],
    [0.1, 70, 130],
    [1, 1_000, 1_000],
  ])('%f strikes about that often', (chance, low, high) => {
    const count = strikes(1, chance).filter(Boolean).length;
    expect(count).toBeGreaterThanOrEqual(low);
    expect(count).toBeLessThanOrEqual(high);
  });

  test('a seed decides it', () => {
    expect(strikes(7, 0.3)).toEqual(strikes(7, 0.3));
    expect(strikes(7, 0.3)).not.toEqual(strikes(8, 0.3));
  });

  test('new rules begin anew: with their chance, and nothing struck', () => {
    const plan = new FaultPlan(seededRandom(1), [{ fault: 'lose', chance: 0.5 }]);
    for (let call = 0; call < 10; call += 1) plan.forDelivery(get);
    plan.replace([{ fault: 'slow', chance: 0.3, delayMs: 5 }], seededRandom(7));
    expect(plan.counts().map(({ struck }) => struck)).toEqual([0]);
    expect(Array.from({ length: 1_000 }, () => plan.forDelivery(put) !== undefined)).toEqual(strikes(7, 0.3));
  });
});

test('a delay is told; none is 0', () => {
  const plan = new FaultPlan(() => 0, [{ fault: 'slow', delayMs: 250, count: 1 }, { fault: 'slow' }]);
  expect([1, 2].map(() => plan.forDelivery(get)?.delayMs)).toEqual([250, 0]);
});
