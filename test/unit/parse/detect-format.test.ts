import { expect, test } from 'vitest';
import { detectFormat } from '../../../src/parse/detect-format.ts';
import type { Format } from '../../../src/parse/formats.ts';

const common = '192.0.2.7 - - [17/May/2015:10:05:03 +0000] "GET / HTTP/1.1" 200 12';
const combined = `${common} "-" "curl/8"`;
const java = '2015-10-18 18:01:47,978 INFO [main] org.example.Main: started';

test.each<[firstLine: string, format: Format]>([
  [combined, 'combined'],
  [common, 'common'],
  [`${common} "-" "cut off`, 'common'],
  ['{"message":"m"}', 'json'],
  ['{}', 'json'],
  ['{"message":', 'plain'],
  ['[1,2]', 'plain'],
  ['', 'plain'],
  ['[Wed Oct 11 14:32:52 2000] [error] [client 127.0.0.1] denied', 'apache_error'],
  ['2023/05/17 10:05:03 [error] 1234#5678: *910 failed', 'nginx_error'],
  ['2023/05/17 10:05:03 started', 'timestamped'],
  ['Jun 14 15:16:01 combo sshd[19939]: authentication failure', 'syslog'],
  ['Jun 14 15:16:01 started', 'timestamped'],
  ['<34>1 2003-10-11T22:14:15.003Z host su - ID47 - m', 'syslog'],
  ['2023-05-17T10:05:03.123456+02:00 host sshd[1]: m', 'syslog'],
  ['2023-05-17T10:05:03Z INFO main: m', 'timestamped'],
  [java, 'timestamped'],
  ['host:192.0.2.7\tstatus:200', 'ltsv'],
  ['level=info msg="a b"', 'logfmt'],
  ['a=b and more', 'plain'],
  ['a,b,c', 'plain'],
])('%j is the first line of a file in the format %s', (firstLine, format) => {
  expect(detectFormat([firstLine]).format).toBe(format);
});

test.each<[name: string, lines: string[], format: Format, reason: string]>([
  ['one', [combined], 'combined', 'it reads the first line'],
  ['all', [combined, combined], 'combined', 'it reads all of the first 2 lines'],
  ['one is cut off', [combined, `${common} "-`, combined], 'combined', 'it reads 2 of the first 3 lines'],
  ['a banner', ['# Version 1', java, java], 'timestamped', 'it reads 2 of the first 3 lines'],
  ['a stack trace', [java, '\tat x', '', 'Caused by: y', '\tat z'], 'timestamped', 'it reads the first line'],
  ['mixed', ['{"a":1}', 'x', 'y'], 'json', 'it reads the first line, if not most of them'],
  ['none', ['x', 'y'], 'plain', 'no other format reads most of the first lines'],
  ['nothing', [], 'plain', 'no other format reads the first line'],
])('more lines decide: %s', (_name, lines, format, reason) => {
  expect(detectFormat(lines)).toEqual({ format, reason });
});
