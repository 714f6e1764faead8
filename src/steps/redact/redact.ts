import { createHmac } from 'node:crypto';
import { ecsTypeOf } from '../../record/ecs.ts';
import type { FieldValue } from '../../record/event.ts';
import { type Fields, fieldOf, isMap } from '../field.ts';
import { isIdentity } from '../names.ts';
import type { RedactStep } from '../step.ts';
import { finderOf } from './finders.ts';
import { type Replace, Search } from './search.ts';

/** What a value becomes; undefined: its field goes. */
type Clean = (value: FieldValue) => FieldValue | undefined;

/** Takes secrets out of an event, in place. */
export function compileRedact(step: RedactStep): (event: Fields) => void {
  const clean = cleanOf(step);
  const { fields } = step;
  if (fields === undefined) {
    return (event) => {
      for (const name in event) if (!isIdentity(name)) cleanKey(event, name, clean);
    };
  }
  const chosen = fields.map((name) => fieldOf(name));
  return (event) => {
    for (const field of chosen) {
      const value = field.get(event);
      if (value === undefined) continue;
      const cleaned = keptIn(field.name, value, clean);
      if (cleaned === undefined) field.remove(event);
      else if (cleaned !== value) field.set(event, cleaned);
    }
  };
}

function cleanKey(map: Fields, key: string, clean: Clean): void {
  const value = map[key];
  if (value === undefined) return;
  const cleaned = keptIn(key, value, clean);
  if (cleaned === undefined) delete map[key];
  else if (cleaned !== value) map[key] = cleaned;
}

/** A number or an address that became text does not fit its field any more: then the field goes. */
function keptIn(name: string, value: FieldValue, clean: Clean): FieldValue | undefined {
  const cleaned = deep(value, clean);
  if (cleaned === value) return value;
  const type = ecsTypeOf(name);
  return type === 'long' || type === 'ip' || type === 'date' ? undefined : cleaned;
}

function deep(value: FieldValue, clean: Clean): FieldValue | undefined {
  if (isMap(value)) {
    const map: Fields = value;
    for (const [key, inner] of Object.entries(map)) {
      const cleaned = deep(inner, clean);
      if (cleaned === undefined) delete map[key];
      else if (cleaned !== inner) map[key] = cleaned;
    }
    return value;
  }
  if (Array.isArray(value)) {
    const cleaned = value.map((item: FieldValue) => deep(item, clean));
    if (cleaned.every((item, index) => item === value[index])) return value;
    return cleaned.filter((item) => item !== undefined);
  }
  return clean(value);
}

/** Where a field is masked or hashed as a whole. */
const whole = 'redacted';

function cleanOf({ find, action, key }: RedactStep): Clean {
  const replace = replaceOf(action, key);
  if (find === undefined) {
    return (value) => {
      if (action === 'drop') return undefined;
      return value === null ? null : replace(textOfAny(value), '');
    };
  }
  const search = new Search(find.map(finderOf), replace);
  const remains = (value: FieldValue, cleaned: FieldValue | undefined) => {
    if (action === 'drop') return cleaned === value ? value : undefined;
    return cleaned ?? (value instanceof Uint8Array ? undefined : `[${whole}]`);
  };
  return (value) => {
    if (typeof value === 'string') return remains(value, search.text(value));
    if (value instanceof Uint8Array) return remains(value, sameOr(value, search.bytes(value)));
    if (typeof value !== 'number') return value;
    // A card number may come as a number.
    const text = String(value);
    const cleaned = search.text(text);
    return remains(value, cleaned === text ? value : cleaned);
  };
}

function sameOr(bytes: Uint8Array, cleaned: Uint8Array | undefined): Uint8Array | undefined {
  return cleaned !== undefined && Buffer.compare(bytes, cleaned) === 0 ? bytes : cleaned;
}

/** Half of SHA-256: 128 bits, by which equal values are known and none is found again without the key. */
const hashLength = 32;

function replaceOf(action: RedactStep['action'], key: string | undefined): Replace {
  if (action !== 'hash') return (_, name) => `[${name === '' ? whole : name}]`;
  if (key === undefined) throw new TypeError('redact with action hash has no key'); // The configuration's schema asks for it.
  return (found, name) => {
    const hash = createHmac('sha256', key).update(found).digest('hex').slice(0, hashLength);
    return name === '' ? hash : `[${name}:${hash}]`;
  };
}

function textOfAny(value: FieldValue): string {
  return value instanceof Uint8Array ? Buffer.from(value).toString('latin1') : String(value);
}
