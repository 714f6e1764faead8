import { formatSamples } from '../formats/samples.ts';
import type { SeededRandom } from './random.ts';

const seeds: readonly string[] = formatSamples.map(({ line }) => line);

/** What parsers look for, and what confuses them. */
const bits: readonly string[] = [
  ...[
    '"',
    '\\',
    '\\"',
    '[',
    ']',
    '[[',
    ']]',
    '<',
    '>',
    '{',
    '}',
    '(',
    ')',
    ':',
    ': ',
    '=',
    '="',
    ',',
    ', ',
    ';',
  ],
  ...[
    ' ',
    '  ',
    '\t',
    '\n',
    '\r',
    '\0',
    '-',
    ' - ',
    ' | ',
    '|',
    '---',
    '%',
    '&',
    '?',
    '/',
    '//',
    '.',
    '..',
    '+',
    '*',
  ],
  ...['é', '茶', '😀', '\ufeff', '\u2028', '\u0085', '\ufffd', '', '0', '00', '1', '9', '19', '999', '-1'],
  ...[
    '9007199254740993',
    '0.10',
    '1.50',
    'null',
    'true',
    'NaN',
    '__proto__',
    'constructor',
    'toString',
    'HTTP/1.1',
  ],
  ...[
    '[client ',
    ', client: ',
    ', server: ',
    ', request: "',
    'AH00001: ',
    '<34>',
    '<191>1 ',
    '[a b="c"]',
    '] ',
  ],
  ...[
    'INFO',
    'ERROR ',
    'info:',
    '[warn]',
    'a.b.C: ',
    'main.go:1: ',
    '2024-02-29',
    'T23:59:60Z',
    '+02:00',
    'Feb 29 ',
  ],
  ...[
    '1700000000',
    '1700000000.123456',
    'time',
    'msg=',
    'host:',
    'status:',
    '@timestamp',
    'log.offset',
    'fields',
  ],
];

/** A line that may be of any format, or nearly. */
export function anyLine(random: SeededRandom): string {
  let line = random.pick(seeds);
  for (let changes = random.below(6); changes > 0; changes -= 1) line = change(line, random);
  return line;
}

/** Long lines of one bit or two over and over, after what some format begins with: where a search starts again and again. */
export function longLine(random: SeededRandom): (chars: number) => string {
  const head = random.below(3) === 0 ? '' : change(random.pick(seeds), random).slice(0, random.below(200));
  const unit = Array.from({ length: 1 + random.below(3) }, () => piece(random)).join('') || ' ';
  const tail = random.pick(['', '"', ']', '!', '\n', 'é']);
  return (chars) => head + unit.repeat(Math.ceil(chars / unit.length)).slice(0, chars) + tail;
}

function piece(random: SeededRandom): string {
  if (random.below(3) > 0) return random.pick(bits);
  const line = random.pick(seeds);
  const start = random.below(line.length);
  return line.slice(start, start + 1 + random.below(30));
}

function change(line: string, random: SeededRandom): string {
  const at = random.below(line.length + 1);
  const end = Math.min(line.length, at + random.below(20));
  switch (random.below(6)) {
    case 0:
      return line.slice(0, at) + random.pick(bits) + line.slice(at);
    case 1:
      return line.slice(0, at) + line.slice(end);
    case 2:
      return line.slice(0, at) + line.slice(at, end).repeat(2 + random.below(3)) + line.slice(end);
    case 3:
      return line.slice(0, at) + piece(random) + line.slice(end);
    case 4:
      return line.slice(0, at) + random.pick(seeds).slice(random.below(60));
    default:
      return line.slice(0, at);
  }
}
