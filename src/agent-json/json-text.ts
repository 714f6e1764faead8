/** A JSON value with the place it stands at, as an offset in characters. */
export type JsonNode = JsonObject | JsonArray | JsonScalar;

export interface JsonObject {
  readonly kind: 'object';
  readonly offset: number;
  readonly members: readonly JsonMember[];
}

export interface JsonMember {
  readonly key: string;
  readonly offset: number;
  readonly value: JsonNode;
}

interface JsonArray {
  readonly kind: 'array';
  readonly offset: number;
  readonly items: readonly JsonNode[];
}

interface JsonScalar {
  readonly kind: 'scalar';
  readonly offset: number;
  readonly value: string | number | boolean | null;
}

/** The text is no JSON. */
export class JsonTextError extends Error {
  readonly offset: number;

  constructor(offset: number, message: string) {
    super(message);
    this.name = 'JsonTextError';
    this.offset = offset;
  }
}

/** Nested deeper, it is no configuration. */
const depthMax = 100;

/** Reads JSON with comments, which amazon-kinesis-agent allows too. Throws a JsonTextError. */
export function readJson(text: string): JsonNode {
  const reader = new Reader(text);
  const node = reader.value(0);
  reader.end();
  return node;
}

/** The plain value of a node; of a key that comes twice the last one counts, as Jackson has it. */
export function plain(node: JsonNode): unknown {
  if (node.kind === 'scalar') return node.value;
  if (node.kind === 'array') return node.items.map(plain);
  return Object.fromEntries(node.members.map(({ key, value }) => [key, plain(value)]));
}

const space = /(?:\s|\/\/[^\n]*|\/\*[\s\S]*?\*\/|\ufeff)*/y;
const string = /"(?:[^"\\]|\\[\s\S])*"/y;
const word = /-?[\w.+-]+/y;

class Reader {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  value(depth: number): JsonNode {
    this.#skipSpace();
    const offset = this.#at;
    if (depth > depthMax) throw new JsonTextError(offset, 'this is nested too deeply');
    if (this.#takes('{'))
      return { kind: 'object', offset, members: this.#list('}', () => this.#member(depth)) };
    if (this.#takes('['))
      return { kind: 'array', offset, items: this.#list(']', () => this.value(depth + 1)) };
    return { kind: 'scalar', offset, value: this.#scalar() };
  }

  end(): void {
    this.#skipSpace();
    if (this.#at < this.#text.length)
      throw new JsonTextError(this.#at, 'something stands behind the end of the object');
  }

  #member(depth: number): JsonMember {
    const offset = this.#at;
    const key = this.#scalar();
    if (typeof key !== 'string') throw new JsonTextError(offset, 'a name in double quotes is missing');
    this.#skipSpace();
    if (!this.#takes(':')) throw new JsonTextError(this.#at, 'a colon is missing behind the name');
    return { key, offset, value: this.value(depth + 1) };
  }

  #list<Item>(closing: string, item: () => Item): Item[] {
    const items: Item[] = [];
    this.#skipSpace();
    if (this.#takes(closing)) return items;
    for (;;) {
      this.#skipSpace();
      items.push(item());
      this.#skipSpace();
      if (this.#takes(closing)) return items;
      if (!this.#takes(','))
        throw new JsonTextError(this.#at, `a comma, or the ${closing} at the end, is missing`);
    }
  }

  #scalar(): JsonScalar['value'] {
    const start = this.#at;
    const token = this.#match(string) || this.#match(word);
    try {
      return JSON.parse(token) as JsonScalar['value']; // The token begins no object and no list.
    } catch {
      const what =
        this.#text[start] === '"'
          ? 'this text has no end, or a character in it that must be escaped'
          : 'a value is missing';
      throw new JsonTextError(start, what);
    }
  }

  #skipSpace(): void {
    this.#match(space);
  }

  #match(pattern: RegExp): string {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#text)?.[0] ?? '';
    this.#at += found.length;
    return found;
  }

  #takes(character: string): boolean {
    if (this.#text[this.#at] !== character) return false;
    this.#at += 1;
    return true;
  }
}
