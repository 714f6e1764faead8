import { describe, expect, test } from 'vitest';
import { type ContainerLine, readContainerLine } from '../../../src/parse/container-line.ts';

const time = '2016-10-06T00:17:09.669794202Z';

describe('cri', () => {
  test.each<[string, ContainerLine | undefined]>([
    [`${time} stdout F The content`, { stream: 'stdout', time, isPartial: false, text: 'The content' }],
    [`${time} stderr P a piece `, { stream: 'stderr', time, isPartial: true, text: 'a piece ' }],
    [`${time} stdout F  two spaces`, { stream: 'stdout', time, isPartial: false, text: ' two spaces' }],
    [`${time} stdout F `, { stream: 'stdout', time, isPartial: false, text: '' }],
    [`${time} stdout F`, { stream: 'stdout', time, isPartial: false, text: '' }],
    [`${time} stdout P:tag more`, { stream: 'stdout', time, isPartial: true, text: 'more' }],
    [
      '2016-10-06T00:17:09.66+02:00 stdout F x',
      { stream: 'stdout', time: '2016-10-06T00:17:09.66+02:00', isPartial: false, text: 'x' },
    ],
    [`${time} stdin F x`, undefined],
    ['The content', undefined],
    ['', undefined],
  ])('%j', (line, expected) => {
    expect(readContainerLine.cri(line)).toEqual(expected);
  });
});

describe('docker', () => {
  const attributes = { tag: 'web' };
  test.each<[string, ContainerLine | undefined]>([
    [
      `{"log":"a \\"b\\" \\u003c\\n","stream":"stdout","time":"${time}"}`,
      { stream: 'stdout', time, isPartial: false, text: 'a "b" <' },
    ],
    [
      `{"log":"piece","stream":"stderr","time":"${time}"}`,
      { stream: 'stderr', time, isPartial: true, text: 'piece' },
    ],
    [
      `{"log":"x\\r\\n","stream":"stdout","time":"${time}"}`,
      { stream: 'stdout', time, isPartial: false, text: 'x' },
    ],
    [`{"stream":"stdout","time":"${time}"}`, { stream: 'stdout', time, isPartial: true, text: '' }],
    [
      `{"log":"x\\n","stream":"stdout","attrs":{"tag":"web"},"time":"${time}"}`,
      { stream: 'stdout', time, isPartial: false, text: 'x', attributes },
    ],
    ['{"log":1,"stream":"stdout","time":"x"}', undefined],
    ['{"message":"x"}', undefined],
    ['[]', undefined],
    ['null', undefined],
    ['{"log":"cut', undefined],
  ])('%s', (line, expected) => {
    expect(readContainerLine.docker(line)).toEqual(expected);
  });
});
