import { describe, expect, test } from 'vitest';
import { chooseRelease, featureVersion } from '../../../../src/engines/opensearch/release.ts';

describe('the choice of Java and OpenSearch', () => {
  test.each<[string, number[], [number, string] | undefined]>([
    ['no Java', [], undefined],
    ['too old', [8, 11, 16], undefined],
    ['17 is the least', [17], [17, '2.19.6']],
    ['20 is too old for 3.x', [20, 11], [20, '2.19.6']],
    ['21 is enough for 3.x', [21], [21, '3.8.0']],
    ['the newest, wherever it was found', [17, 25, 21], [25, '3.8.0']],
    ['an old one beside it does not matter', [8, 17], [17, '2.19.6']],
  ])('%s', (_, versions, expected) => {
    const choice = chooseRelease(versions.map((version) => ({ home: `/java/${version}`, version })));
    expect(choice && [choice.jdk.version, choice.release.version]).toEqual(expected);
    expect(choice?.jdk.home).toBe(expected && `/java/${expected[0]}`);
  });
});

test.each<[string, number | undefined]>([
  ['17.0.15', 17],
  ['25', 25],
  ['26-ea', 26],
  ['1.8.0_402', 8],
  ['21.0.3+9-LTS', 21],
  ['', undefined],
  ['unknown', undefined],
])('the feature version of %j', (version, expected) => {
  expect(featureVersion(version)).toBe(expected);
});
