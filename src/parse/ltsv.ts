import type { FieldValue } from '../record/event.ts';
import { addAddress, addRequest, addTarget } from './http-fields.ts';
import { type NamedValue, namedValues } from './named-values.ts';
import type { Parser, ParserContext } from './parsed.ts';

const label = /^[0-9A-Za-z_.-]+$/;

/** The labels that ltsv.org recommends, where ECS has a field of the same meaning. */
const aliases = {
  user: 'user.name',
  method: 'http.request.method',
  status: 'http.response.status_code',
  size: 'http.response.body.bytes',
  reqsize: 'http.request.body.bytes',
  referer: 'http.request.referrer',
  ua: 'user_agent.original',
  vhost: 'url.domain',
  server: 'server.address',
  level: 'log.level',
};

/** These are read into several fields. */
const readers: Readonly<Record<string, (fields: Record<string, FieldValue>, value: string) => void>> = {
  host: addAddress,
  req: addRequest,
  uri: addTarget,
};

/** Parser of LTSV (ltsv.org): `label:value` with tabs between; in the labels of servers `-` says that there is none. */
export function ltsvParser(context: ParserContext): Parser {
  const eventOf = namedValues(context, aliases);
  return (text) => {
    const values = readValues(text);
    if (values === undefined) return undefined;
    const read: Record<string, FieldValue> = {};
    const others = values.filter(([name, value]) => !isAbsent(name, value) && !readInto(read, name, value));
    const parsed = eventOf(others, text, true);
    return { ...parsed, fields: { ...read, ...parsed.fields } };
  };
}

/** Whether a line is written in LTSV and nothing else. */
export function isSurelyLtsv(text: string): boolean {
  return (readValues(text)?.length ?? 0) > 1;
}

function readValues(text: string): (readonly [name: string, value: string])[] | undefined {
  const values: (readonly [string, string])[] = [];
  for (const column of text.split('\t')) {
    const colon = column.indexOf(':');
    const name = column.slice(0, colon);
    if (colon === -1 || !label.test(name)) return undefined;
    values.push([name, column.slice(colon + 1)]);
  }
  return values;
}

/** Of labels of one's own, `-` may mean anything. */
function isAbsent(name: string, value: string): boolean {
  return value === '-' && (Object.hasOwn(aliases, name) || Object.hasOwn(readers, name) || name === 'ident');
}

/** Of labels that come twice the first is read. */
function readInto(fields: Record<string, FieldValue>, name: string, value: NamedValue[1]): boolean {
  const reader = Object.hasOwn(readers, name) ? readers[name] : undefined;
  if (reader === undefined || typeof value !== 'string') return false;
  const found: Record<string, FieldValue> = {};
  reader(found, value);
  if (Object.keys(found).some((field) => Object.hasOwn(fields, field))) return false;
  Object.assign(fields, found);
  return true;
}
