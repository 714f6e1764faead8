import type { FormatSample } from './samples.ts';

export const valueSamples: readonly FormatSample[] = [
  {
    of: 'programs that log JSON',
    format: 'json',
    line: '{"time":"2024-01-02T15:04:05.123Z","message":"paid","log":{"level":"info"},"order":{"id":7,"total":12.5}}',
    event: {
      '@timestamp': '2024-01-02T15:04:05.123Z',
      message: 'paid',
      'log.level': 'info',
      fields: {
        order: {
          id: 7,
          total: 12.5,
        },
      },
    },
  },
  {
    of: 'a time that the file’s owner names',
    format: 'json',
    time: {
      field: 'when',
      layout: '%d.%m.%Y %H:%M:%S',
      zone: 'Europe/Berlin',
    },
    line: '{"when":"02.07.2024 15:04:05","message":"bezahlt"}',
    event: {
      '@timestamp': '2024-07-02T13:04:05.000Z',
      message: 'bezahlt',
    },
  },
  {
    of: 'Go, Heroku, Grafana',
    format: 'logfmt',
    line: 'ts=2024-01-02T15:04:05.123Z level=info msg="order \\"7\\" paid" total=12.5 cached=false retry',
    event: {
      '@timestamp': '2024-01-02T15:04:05.123Z',
      'log.level': 'info',
      message: 'order "7" paid',
      fields: {
        total: 12.5,
        cached: false,
        retry: null,
      },
    },
  },
  {
    of: 'servers',
    format: 'ltsv',
    line: 'host:192.0.2.7\tuser:frank\ttime:[10/Oct/2000:13:55:36 -0700]\treq:GET /a?b=1 HTTP/1.1\tstatus:200\tsize:2326\treferer:-\tua:curl/8\treqtime:0.5',
    event: {
      '@timestamp': '2000-10-10T20:55:36.000Z',
      'source.address': '192.0.2.7',
      'source.ip': '192.0.2.7',
      'http.request.method': 'GET',
      'url.original': '/a?b=1',
      'url.path': '/a',
      'url.query': 'b=1',
      'http.version': '1.1',
      'user.name': 'frank',
      'http.response.status_code': 200,
      'http.response.body.bytes': 2326,
      'user_agent.original': 'curl/8',
      fields: {
        reqtime: '0.5',
      },
    },
  },
  {
    of: 'a file whose first line is `time,name,amount`',
    format: 'csv',
    headerLine: 'time,name,amount',
    line: '2024-01-02 15:04:05,"Frank ""the"" Tank, jr.",12.50',
    event: {
      '@timestamp': '2024-01-02T15:04:05.000Z',
      fields: {
        name: 'Frank "the" Tank, jr.',
        amount: '12.50',
      },
    },
  },
  {
    of: 'columns given in the configuration',
    format: {
      type: 'csv',
      delimiter: ';',
      columns: ['time', 'status', 'amount'],
      types: {
        amount: 'number',
      },
      names: {
        status: 'http.response.status_code',
      },
    },
    line: '2024-01-02 15:04:05;200;12.50',
    event: {
      '@timestamp': '2024-01-02T15:04:05.000Z',
      'http.response.status_code': 200,
      fields: {
        amount: 12.5,
      },
    },
  },
  {
    of: 'values with tabs between',
    format: {
      type: 'tsv',
      columns: ['time', 'user.name', 'score'],
    },
    line: '2024-01-02 15:04:05\tfrank\t7',
    event: {
      '@timestamp': '2024-01-02T15:04:05.000Z',
      'user.name': 'frank',
      fields: {
        score: '7',
      },
    },
  },
  {
    of: 'a program of your own',
    format: {
      type: 'regex',
      pattern: '^(?<time>\\S+ \\S+) (?<level>\\w+) took (?<ms>\\d+) ms: (?<message>.*)$',
      types: {
        ms: 'integer',
      },
      names: {
        level: 'log.level',
      },
      keepOriginal: false,
    },
    line: '2024-01-02 15:04:05 WARN took 1203 ms: GET /a',
    event: {
      '@timestamp': '2024-01-02T15:04:05.000Z',
      'log.level': 'WARN',
      message: 'GET /a',
      fields: {
        ms: 1203,
      },
    },
  },
];
