import type { FieldValue } from '../record/event.ts';
import { addAddressAndPort, addTarget, quoted } from './http-fields.ts';
import { typedValue } from './named-values.ts';
import { keepTime, type Parser } from './parsed.ts';
import { parseIsoTime } from './time.ts';

type Fields = Record<string, FieldValue>;

/** The fields in their order (Elastic Load Balancing, access logs of Application Load Balancers); newer ones come last. */
const names = [
  ...[
    'type',
    'time',
    'elb',
    'client:port',
    'target:port',
    'request_processing_time',
    'target_processing_time',
  ],
  ...['response_processing_time', 'elb_status_code', 'target_status_code', 'received_bytes', 'sent_bytes'],
  ...['request', 'user_agent', 'ssl_cipher', 'ssl_protocol', 'target_group_arn', 'trace_id', 'domain_name'],
  ...[
    'chosen_cert_arn',
    'matched_rule_priority',
    'request_creation_time',
    'actions_executed',
    'redirect_url',
  ],
  ...[
    'error_reason',
    'target:port_list',
    'target_status_code_list',
    'classification',
    'classification_reason',
  ],
  ...['conn_trace_id', 'transformed_host', 'transformed_uri', 'request_transform_status'],
];

/** What was there from the first version of the format on: up to `target_group_arn`. */
const fieldsMin = 17;
const types: ReadonlySet<string> = new Set(['http', 'https', 'h2', 'grpcs', 'ws', 'wss']);
const value = new RegExp(String.raw`(?:${quoted}|([^\s"]\S*))(?: |$)`, 'y');

/** How each is kept, where it can be so; those that are not named stay under `fields`, numbers among them as numbers. */
const keep: Readonly<Record<string, (fields: Fields, text: string) => boolean>> = {
  'client:port': addClient,
  elb_status_code: number('http.response.status_code'),
  received_bytes: number('http.request.bytes'),
  sent_bytes: number('http.response.bytes'),
  request: addRequest,
  user_agent: text('user_agent.original'),
  ssl_cipher: text('tls.cipher'),
  domain_name: text('url.domain'),
};

/** Parser of the access logs of AWS Application Load Balancers. `-` says that there is none. */
export function albParser(): Parser {
  return (line) => {
    const values = readValues(line);
    if (values === undefined || values.length < fieldsMin || !types.has(values[0] ?? '')) return undefined;
    const timeMs = parseIsoTime(values[1] ?? '');
    if (timeMs === undefined) return undefined;
    const fields: Fields = {};
    const foreign: Record<string, FieldValue> = {};
    for (const [index, written] of values.entries()) {
      const name = names[index] ?? `field_${index + 1}`;
      if (written === '-' || name === 'time') continue;
      if (keep[name]?.(fields, written) !== true) foreign[name] = typedValue(written, 'number');
    }
    fields['fields'] = foreign;
    keepTime(fields, !/\.\d{3}0*[1-9]/.test(values[1] ?? ''), values[1] ?? '');
    return { timeMs, fields };
  };
}

function readValues(line: string): string[] | undefined {
  const values: string[] = [];
  for (value.lastIndex = 0; value.lastIndex < line.length; ) {
    const match = value.exec(line);
    if (match === null) return undefined;
    values.push(match[1] ?? match[2] ?? '');
  }
  return values;
}

/** `GET https://host:443/path HTTP/2.0`; where the client sent nonsense, `- http://host:80- -`. */
function addRequest(fields: Fields, request: string): boolean {
  const match = /^([A-Z][A-Z_-]*) (\S+) (?:HTTP\/)?(\d(?:\.\d)?)$/.exec(request);
  if (match === null) {
    fields['url.original'] = request;
    return true;
  }
  fields['http.request.method'] = match[1] ?? '';
  addTarget(fields, match[2] ?? '');
  fields['http.version'] = match[3] ?? '';
  return true;
}

function addClient(fields: Fields, address: string): boolean {
  addAddressAndPort(fields, address);
  return true;
}

function number(field: string): (fields: Fields, text: string) => boolean {
  return (fields, written) => {
    const value = typedValue(written, 'integer');
    if (typeof value === 'number') fields[field] = value;
    return typeof value === 'number';
  };
}

function text(field: string): (fields: Fields, text: string) => boolean {
  return (fields, written) => {
    fields[field] = written;
    return true;
  };
}
