import { expect, test } from 'vitest';
import { detectFormat, type Format, formats, parserOf } from '../../../src/parse/formats.ts';

const common = '192.0.2.7 - - [17/May/2015:10:05:03 +0000] "GET / HTTP/1.1" 200 12';

test.each<[firstLine: string, format: Format]>([
  [`${common} "-" "curl/8"`, 'combined'],
  [common, 'common'],
  ['{"message":"m"}', 'json'],
  ['{}', 'json'],
  ['{"message":', 'plain'],
  ['[1,2]', 'plain'],
  ['Jun 14 15:16:01 combo sshd[19939]: authentication failure', 'plain'],
  [`${common} "-" "cut off`, 'common'],
  ['', 'plain'],
])('%j is the first line of a file in the format %s', (firstLine, format) => {
  expect(detectFormat(firstLine)).toBe(format);
});

test.each(formats)('%s never throws and says undefined for what it does not read', (format) => {
  expect(parserOf(format)('\0')).toEqual(format === 'plain' ? { fields: { message: '\0' } } : undefined);
});
