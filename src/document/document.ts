import { hash } from 'node:crypto';
import { sortIntoEcs } from '../parse/json-line.ts';
import { type Event, type FieldValue, originFields } from '../record/event.ts';
import type { IncomingRecord } from '../record/incoming.ts';
import type { DecodedEvent } from '../wire/decode.ts';

/** One document, ready for `_bulk`. */
export interface Document {
  readonly index: string;
  readonly id: string;
  /** JSON of one line. */
  readonly source: string;
}

/** Where an event stood: what an event without an origin of its own gets its id from. */
export interface Place {
  readonly record: Omit<IncomingRecord, 'data'>;
  /** Counts the record's events from 0 (the KCL's sub-sequence number). */
  readonly subSequenceNumber: number;
}

/** What only the id needs is not stored again in every document. */
const notStored: ReadonlySet<string> = new Set([originFields.length, originFields.checksum]);

/**
 * Event → document. Index and id follow from the event alone (for foreign events: from its place in the stream),
 * never from the moment or the process that handles it, so a repeat finds its own id and changes nothing.
 */
export function toDocument(decoded: DecodedEvent, place: Place, indexPrefix: string): Document {
  const isOurs = hasOrigin(decoded);
  const event = isOurs ? decoded : fromForeign(decoded, place.record.arrivalMs);
  return {
    index: indexName(indexPrefix, event['@timestamp']),
    id: documentId(event['@timestamp'], isOurs ? originOf(decoded) : placeOf(place)),
    source: sourceOf(event),
  };
}

/** One index a day, by the event's own day in UTC. Throws a RangeError where no calendar has that day. */
export function indexName(prefix: string, timeMs: number): string {
  const [year = '', month, dayAndTime = ''] = new Date(timeMs).toISOString().split('-');
  // Years beyond these have a sign and six digits, which neither an index name nor OpenSearch's dates are made for.
  if (!/^\d{4}$/.test(year)) throw new RangeError(`the time ${timeMs} is not in the years 0000 to 9999`);
  return `${prefix}-${year}.${month}.${dayAndTime.slice(0, 2)}`;
}

/**
 * The event's time in base 36, then 72 bits of hash. The time in front keeps ids of neighbours together, which
 * costs OpenSearch next to nothing against its own ids; a plain hash costs a tenth of the indexing rate.
 */
export function documentId(timeMs: number, identity: string): string {
  const time = Math.max(0, timeMs).toString(36).padStart(9, '0');
  return `${time}${hash('sha256', identity, 'base64url').slice(0, 12)}`;
}

function hasOrigin(event: DecodedEvent): event is Event {
  return typeof event['@timestamp'] === 'number' && typeof event[originFields.generation] === 'string';
}

function originOf(event: Event): string {
  const { agentId, generation, offset, length, checksum } = originFields;
  return [agentId, generation, offset, length, checksum].map((field) => String(event[field])).join(' ');
}

function placeOf({ record, subSequenceNumber }: Place): string {
  return [record.stream, record.shardId, record.sequenceNumber, subSequenceNumber].join(' ');
}

function fromForeign(decoded: DecodedEvent, arrivalMs: number): Event {
  const { timeMs, fields } = sortIntoEcs(decoded);
  return { '@timestamp': timeMs ?? arrivalMs, ...fields };
}

/**
 * Characters of one foreign text that a `flat_object` takes. It keeps name and value as one term of 32,766 bytes at
 * most, and refuses the document beyond; a character takes three bytes at most, and names their part.
 */
const flatTextLengthMax = 10_000;

/** JSON of the document. Where all of it is shorter than the limit there is no long text to look for. */
function sourceOf(event: Event): string {
  const source = toSource(event);
  const text = JSON.stringify(source);
  return text.length <= flatTextLengthMax ? text : JSON.stringify(longTextsAside(source));
}

/** An event as one line of JSON, with all its fields: those of its origin, too. */
export function eventJson(event: Event): string {
  const fields = Object.fromEntries(Object.entries(event).map(([name, value]) => [name, toJson(value)]));
  return JSON.stringify({ ...fields, '@timestamp': new Date(event['@timestamp']).toISOString() });
}

/** What JSON says of an event: the time as ISO text, bytes in a form that text can hold. */
export function toSource(event: Event): Record<string, unknown> {
  const source: Record<string, unknown> = { '@timestamp': new Date(event['@timestamp']).toISOString() };
  for (const field in event) {
    if (field === '@timestamp' || notStored.has(field)) continue;
    source[field] = toJson(event[field] ?? null);
  }
  return source;
}

/** Stored beside the others, under a name that the mapping does not know: kept, not searched. */
function longTextsAside(source: Record<string, unknown>): Record<string, unknown> {
  if (!isMap(source['fields'])) return source;
  const longTexts: Record<string, string> = {};
  const fields = withoutLongTexts(source['fields'], '', longTexts);
  return Object.keys(longTexts).length === 0 ? source : { ...source, fields, fields_long: longTexts };
}

function withoutLongTexts(value: unknown, path: string, longTexts: Record<string, string>): unknown {
  if (typeof value === 'string' && value.length > flatTextLengthMax) {
    longTexts[path] = value;
    return null;
  }
  if (Array.isArray(value))
    return value.map((item, index) => withoutLongTexts(item, `${path}[${index}]`, longTexts));
  if (!isMap(value)) return value;
  const entries = Object.entries(value);
  const dot = path === '' ? '' : '.';
  return Object.fromEntries(
    entries.map(([name, item]) => [name, withoutLongTexts(item, `${path}${dot}${name}`, longTexts)]),
  );
}

function isMap(value: unknown): value is { readonly [name: string]: unknown } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Bytes as base64, as OpenSearch's binary fields have them; NaN and infinity by name, which JSON makes null of. */
function toJson(value: FieldValue): unknown {
  if (typeof value === 'number' && !Number.isFinite(value)) return String(value);
  if (typeof value !== 'object' || value === null) return value;
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64');
  if (Array.isArray(value)) return value.map(toJson);
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, toJson(item)]));
}
