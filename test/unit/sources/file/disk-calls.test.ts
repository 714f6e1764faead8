import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { DiskCalls, NotAnswered } from '../../../../src/sources/file/disk-calls.ts';

let calls: DiskCalls;

beforeEach(() => {
  vi.useFakeTimers();
  calls = new DiskCalls();
});
afterEach(() => {
  vi.useRealTimers();
});

function place(inode: string, device = '1') {
  return { device, inode };
}

/** A call that is answered when the test says so. */
function held<T>(answer: T) {
  const { promise, resolve } = Promise.withResolvers<T>();
  const call = vi.fn(() => promise);
  return { call, release: () => resolve(answer) };
}

async function refusalOf(answer: Promise<unknown>, afterMs = 1_000) {
  const refused = answer.then(
    () => 'answered',
    (error: unknown) => (error instanceof NotAnswered ? { isLong: error.isLong, isOut: error.isOut } : error),
  );
  await vi.advanceTimersByTimeAsync(afterMs);
  return refused;
}

test('an answer in time is handed on, and an error', async () => {
  expect(await calls.answer(place('1'), async () => 'text')).toBe('text');
  const failing = calls.answer(place('1'), () => Promise.reject(new Error('EIO')));
  await expect(failing).rejects.toThrow('EIO');
});

test('until a late answer comes no other call is made for its file', async () => {
  const slow = held('late');
  const late = vi.fn();
  expect(await refusalOf(calls.answer(place('1'), slow.call, late))).toEqual({ isLong: false, isOut: true });
  const next = vi.fn(async () => 'next');
  expect(await refusalOf(calls.answer(place('1'), next), 9_000)).toEqual({ isLong: false, isOut: false });
  expect(await refusalOf(calls.answer(place('1'), next))).toEqual({ isLong: true, isOut: false });
  expect([next.mock.calls.length, calls.unansweredCount]).toEqual([0, 1]);
  slow.release();
  await vi.advanceTimersByTimeAsync(0);
  expect([late.mock.calls, calls.unansweredCount]).toEqual([[['late']], 0]);
  expect(await calls.answer(place('1'), next)).toBe('next');
});

test('a file that answered late is waited for longer, until it answers in time', async () => {
  const slow = held('late');
  await refusalOf(calls.answer(place('1'), slow.call));
  slow.release();
  await vi.advanceTimersByTimeAsync(0);
  const again = held('again');
  const answer = calls.answer(place('1'), again.call);
  await vi.advanceTimersByTimeAsync(9_000);
  again.release();
  expect(await answer).toBe('again');
  await answer;
  const third = held('third');
  expect(await refusalOf(calls.answer(place('1'), third.call))).toEqual({ isLong: false, isOut: true });
});

test('no more than two threads wait for one file system; others are called', async () => {
  const slow = held('late');
  await refusalOf(calls.answer(place('1'), slow.call));
  await refusalOf(calls.answer(place('2'), slow.call));
  const next = vi.fn(async () => 'next');
  expect(await refusalOf(calls.answer(place('3'), next), 0)).toEqual({ isLong: false, isOut: false });
  expect(await calls.answer(place('3', '2'), next)).toBe('next');
});

test('a file is closed when what is out for it was answered, and not before', async () => {
  const slow = held('late');
  await refusalOf(calls.answer(place('1'), slow.call));
  const close = vi.fn(async () => {});
  await calls.close(place('1'), close);
  expect(close).not.toHaveBeenCalled();
  slow.release();
  await vi.advanceTimersByTimeAsync(0);
  expect(close).toHaveBeenCalledOnce();
});
