/** What amazon-kinesis-agent makes of a log, by what is known of it: for clones without its recorded records. */
export interface OwnGolden {
  readonly name: string;
  readonly flow: object;
  /** In latin1: each character is a byte. */
  readonly log: string;
  readonly records: readonly string[];
  readonly dead?: readonly string[];
}

const processing = (...options: readonly object[]) => ({ dataProcessingOptions: options });
const combined = '192.0.2.7 - frank [22/Nov/2026:10:00:00 +0000] "GET /a HTTP/1.1" 200 - "-" "curl/8.0"';

export const ownGoldens: readonly OwnGolden[] = [
  {
    name: 'lines are records with their newline, whatever they hold',
    flow: {},
    log: '  a \n\nnul \0\r\n',
    records: ['  a \n', '\n', 'nul \0\r\n'],
  },
  {
    name: 'several lines by their beginning, joined',
    flow: { multiLineStartPattern: String.raw`\[\d+\]`, ...processing({ optionName: 'SINGLELINE' }) },
    log: '[1] a\n\tat b \n\n[2] c\nx [3]\n',
    records: ['[1] aat b\n', '[2] cx [3]\n'],
  },
  {
    name: 'joined with their space, and newlines as \\n',
    flow: {
      multiLineStartPattern: '^a',
      ...processing({ optionName: 'SINGLELINE', parseOptions: ['NO_TRIM', 'ESCAPE_NEW_LINE'] }),
    },
    log: 'a \n b\n',
    records: ['a \\n b\n'],
  },
  {
    name: 'values between tabs, of which some are missing, in a pretty layout',
    flow: processing({
      optionName: 'CSVTOJSON',
      customFieldNames: ['a', 'b'],
      delimiter: '\\t',
      jsonFormat: 'PRETTYPRINT',
    }),
    log: '1\t\t3\n\u001bx\n',
    records: ['{\n  "a" : "1",\n  "b" : ""\n}\n', '{\n  "a" : "\\u001Bx",\n  "b" : null\n}\n'],
  },
  {
    name: 'a log whose other lines become dead letters',
    flow: processing({ optionName: 'LOGTOJSON', logFormat: 'COMBINEDAPACHELOG' }),
    log: `${combined}\nno such line\n${combined}\r\n`,
    records: [
      '{"host":"192.0.2.7","ident":null,"authuser":"frank","datetime":"22/Nov/2026:10:00:00 +0000","request":"GET /a HTTP/1.1","response":"200","bytes":null,"referer":null,"agent":"curl/8.0"}\n',
    ],
    dead: ['no such line\n', `${combined}\r\n`],
  },
  {
    name: 'a pattern of its own, with what Java writes otherwise',
    flow: processing({
      optionName: 'LOGTOJSON',
      logFormat: 'SYSLOG',
      matchPattern: String.raw`(?i)(?>level)=(\p{Alpha}++)\h(.*)`,
      customFieldNames: ['level', 'rest'],
    }),
    log: 'LEVEL=warn a=b\n',
    records: ['{"level":"warn","rest":"a=b"}\n'],
  },
  {
    name: 'metadata and brackets',
    flow: processing(
      { optionName: 'ADDMETADATA', metadata: { n: 1, list: [0.5, { deep: true }], none: null } },
      { optionName: 'ADDBRACKETS' },
    ),
    log: 'a "b"\n',
    records: ['{{"metadata":{"n":1,"list":[0.5,{"deep":true}],"none":null},"data":"a \\"b\\""}\n}'],
  },
];
