import type { FieldValue } from '../record/event.ts';

/** The fields of one event, made for it alone: steps change them in place, which saves a copy of each event. */
export type Fields = Record<string, FieldValue>;

/** One field of events, by its dotted name. */
export interface Field {
  readonly name: string;
  get(event: Fields): FieldValue | undefined;
  /** Overwrites what is there; makes the maps on the way where they are missing. */
  set(event: Fields, value: FieldValue): void;
  /** False where there was nothing. */
  remove(event: Fields): boolean;
}

/**
 * Finds a field by its name: ECS fields stand in the event under their whole dotted name, what is foreign stands
 * nested under `fields`, where a name may have dots of its own.
 */
export function fieldOf(name: string): Field {
  return {
    name,
    get: (event) => {
      if (Object.hasOwn(event, name)) return event[name];
      const place = locate(event, name);
      return place?.map[place.key];
    },
    set: (event, value) => {
      const { map, key } = locate(event, name) ?? makePlace(event, name);
      map[key] = value;
    },
    remove: (event) => {
      const place = locate(event, name);
      return place !== undefined && delete place.map[place.key];
    },
  };
}

export function isMap(value: FieldValue | undefined): value is Fields {
  return (
    typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Uint8Array)
  );
}

interface Place {
  readonly map: Fields;
  readonly key: string;
}

function locate(map: Fields, name: string): Place | undefined {
  if (Object.hasOwn(map, name)) return { map, key: name };
  for (let dot = name.indexOf('.'); dot !== -1; dot = name.indexOf('.', dot + 1)) {
    const head = name.slice(0, dot);
    const inner = Object.hasOwn(map, head) ? map[head] : undefined;
    const place = isMap(inner) ? locate(inner, name.slice(dot + 1)) : undefined;
    if (place !== undefined) return place;
  }
  return undefined;
}

/** Only what is foreign is nested. Where a value stands in the way, the rest of the name is one key beside it. */
function makePlace(event: Fields, name: string): Place {
  if (!name.startsWith('fields.')) return { map: event, key: name };
  const steps = name.split('.');
  let map = event;
  while (steps.length > 1) {
    const [head = ''] = steps;
    if (!Object.hasOwn(map, head)) map[head] = {};
    const inner = map[head];
    if (!isMap(inner)) break;
    map = inner;
    steps.shift();
  }
  return { map, key: steps.join('.') };
}
