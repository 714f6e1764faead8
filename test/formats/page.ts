import { formatName, formats } from '../../src/parse/formats.ts';
import { type FormatSample, formatSamples } from './samples.ts';

/** docs/formats.md: what each format makes of a line. The samples in it are tests as well. */
export function formatsPage(): string {
  return `${intro}\n${[...formats, 'regex'].map(section).join('\n')}\n${rest}`;
}

function section(name: string): string {
  const samples = formatSamples.filter(({ format }) => formatName(format) === name);
  return `## \`${name}\`\n\n${abouts[name] ?? ''}\n\n${samples.map(sampleText).join('\n')}`;
}

function sampleText({ of, format, time, line, event }: FormatSample): string {
  const options = [
    ...(typeof format === 'string' ? [] : [`format: ${flow(format)}`]),
    ...(time === undefined ? [] : [`time: ${flow(time)}`]),
  ];
  const yaml = options.length === 0 ? '' : `\n\`\`\`yaml\n${options.join('\n')}\n\`\`\`\n`;
  return `From ${of}:\n${yaml}\n\`\`\`\n${line}\n\`\`\`\n\n\`\`\`json\n${JSON.stringify(event, null, 2)}\n\`\`\`\n`;
}

/** JSON is YAML, too; without the quotes that YAML does not need. */
function flow(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(flow).join(', ')}]`;
  if (typeof value === 'object' && value !== null)
    return `{${Object.entries(value)
      .map(([name, item]) => `${name}: ${flow(item)}`)
      .join(', ')}}`;
  if (typeof value !== 'string') return String(value);
  return /^[\w./]+$/.test(value) ? value : `'${value.replaceAll("'", "''")}'`;
}

const abouts: Readonly<Record<string, string>> = {
  combined:
    'The access log of Apache and nginx. What a server’s own format adds at the end is `fields.trailing`; the identity of RFC 1413 is `fields.ident`. `-` says that there is none.',
  common: 'The access log without referrer and user agent.',
  alb: 'The access log of AWS Application Load Balancers, all documented fields: those that ECS does not know stand under `fields` by the names AWS gives them.',
  json: 'One object a line. Nested objects are read as dotted names; what is ECS by name and type becomes a field, everything else stays under `fields`, nested as it came. Numbers that a double does not hold, keys that come twice and halves of characters are not lost: then the line stays as `event.original`.',
  apache_error:
    'The error log of Apache 2.2 and 2.4. The module is `log.logger`, a code such as AH00128 is `event.code` and stays in the message.',
  nginx_error:
    'The error log of nginx. The message stays whole; what it tells of the request is read into fields as well.',
  syslog:
    'RFC 3164 and RFC 5424, and what rsyslog and others write into files, which has no priority. Codes have the names of syslog.conf. `host.name` is the agent’s own host; the one in the line is `log.syslog.hostname`. A process that is no number is `log.syslog.procid`.',
  ltsv: 'Labels and values with tabs between (ltsv.org). The labels that page recommends become ECS fields.',
  logfmt:
    'Names and values. Plain numbers, `true` and `false` are read as such where that changes nothing (`1.50` stays text); a bare word is null. `msg`, `level`, `lvl`, `logger` and `err` become ECS fields.',
  timestamped:
    'A time, then level, thread, process and logger as far as they stand there, and the rest as `message`. It reads what log4j, logback, Python, Go, glog, Rails, macOS and their like write. A level is a word in capitals, or in any case within brackets, before a colon or between tabs. Without a level all after the time is the message.',
  csv: 'Values in columns by RFC 4180: quotes around what holds a comma, a quote (written twice) or a newline. Without `columns` the first line of each file names them, and is no event. A column without a name is `column_7`.',
  tsv: 'As `csv`, with tabs.',
  plain: 'Each line is its message.',
  regex:
    'A regular expression of your own, in JavaScript’s syntax, with a named group for each field. The whole line stays as `event.original` unless `keepOriginal: false` says that the groups hold all of it. A pattern cannot make the agent hang: after 50,000 steps back, V8 goes on with an engine whose time is linear in the line. What that engine cannot run is refused when the configuration is read, with file, line and column: lookaheads, back references, `(?i:…)`, `\\p{…}`, and counts that repeat a part more than 16 times.',
};

const intro = `# Formats

How a line becomes an event. \`agent.inputs[].format\` is a name from this page, \`auto\`, or \`{type: …}\` with options:
all of them are in [configuration.md](configuration.md). This page is generated, and its samples are tests.

- **A line that does not parse is kept whole** as \`message\`, with \`error.type: unparsed_line\`; it is counted, and a
  sample is logged. Bytes that are no text stay in \`event.original\`, with \`error.type: invalid_utf8\`.
- **Nothing of a line is lost.** What the fields do not say exactly stays in \`message\`, in \`event.original\`, or, where a
  time has more digits than milliseconds, in \`fields.time\`. What only holds a line together is not kept: brackets,
  separators, blanks between them, the zone a time was written in.
- **\`auto\`** looks at up to 20 lines that a file begins with, as far as they are there when it is first opened. It takes
  the first of combined, common, alb, json, apache_error, nginx_error, syslog, ltsv, logfmt and timestamped that reads
  more than half of them, else the first that reads the first line, else plain; and it logs what it chose and why.
  Lines that go on with the one before, such as those of stack traces, do not count. The choice is remembered with the
  file's position. csv, tsv and regex are never guessed.
- Files of containers, \`docker\` and \`cri\`, hold lines of any of these formats: [multiline.md](multiline.md) has them, and
  how several lines make one event.

## Time

\`agent.inputs[].time\` says how the lines tell their time:

| option | what it is |
| --- | --- |
| \`field\` | the field that tells it, in formats with names of their own; else \`@timestamp\`, \`timestamp\`, \`time\` or \`ts\` |
| \`layout\` | how it is written, as in strftime: %Y %y %m %b %B %d %e %a %A %H %I %p %M %S %f (1 to 9 digits) %z (\`Z\`, \`+02:00\`, \`+0200\`) %Z (\`Z\`, \`UTC\`, \`GMT\`) %s (seconds since 1970, with a fraction or without) %Q (milliseconds) %F %T %R %h %% |
| \`zone\` | the IANA name of the zone of times that name none, such as \`Europe/Berlin\`; else UTC |

Without a layout these are read: RFC 3339 and its like (\`T\` or a blank, a comma or a point before the fraction, a zone or
none), \`2009/11/10 23:00:00\`, \`17/May/2015:10:05:03 +0000\`, \`17-May-2015 10:05:03\`, \`17 May 2015 10:05:03\`,
\`Jun 14 15:16:01\`, \`Jun 14 2015 15:16:01\`, \`Wed Oct 11 14:32:52 2000\`, \`Wed, 11 Oct 2000 14:32:52 +0000\`, and seconds,
milliseconds, microseconds or nanoseconds since 1970.

A local time that comes twice, when clocks are set back, is the first of the two. One that never is, when they are set
forward, is meant by the clock from before: 02:30 is 03:30.

\`event.time_source\` says where an event's time came from:

| value | meaning |
| --- | --- |
| absent | the line tells it in full |
| \`line_without_year\` | the line leaves out the year: it is the newest that is not after the moment the line's bytes were first seen, with a day's grace for clocks that are ahead |
| \`previous_line\` | the line tells none: it is that of the last line before it that does |
| \`read\` | no line before it tells one either: it is the moment its bytes were first seen |

That moment is journalled before an event is sent, and used again when the line is read again: so the same line always has
the same time, and the same id. Of a log that is older than a year when it is first read, years cannot be told.
`;

const rest = `## Trying it

\`kinship parse --format syslog --time-zone Europe/Berlin < /var/log/auth.log\` prints an event a line as JSON, and on
standard error what was chosen and what did not parse. \`kinship parse --config agent.yaml --input 0 < FILE\` reads as an
input of a configuration does.

\`kinship test agent.yaml\` checks the samples that stand in the configuration, and shows what is different:

\`\`\`yaml
agent:
  inputs:
    - type: file
      paths: /var/log/shop.log
      format: logfmt
      tests:
        - line: 'ts=2024-01-02T15:04:05Z level=info msg=paid order=7'
          expect:
            '@timestamp': '2024-01-02T15:04:05.000Z'
            log.level: info
            message: paid
            fields: {order: 7}
            error.type: null # must not be there
\`\`\`
`;
