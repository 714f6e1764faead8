/** `[id name="value" …][id …]` by id and name; a name that comes twice has a list of values. */
export interface StructuredData {
  readonly elements:
    | { readonly [id: string]: { readonly [name: string]: string | readonly string[] } }
    | undefined;
  /** Where the message begins. */
  readonly end: number;
}

const name = String.raw`[^\s=\]"]{1,128}`;
const element = new RegExp(String.raw`\[(${name})((?: ${name}="[^"\\\]]*(?:\\.[^"\\\]]*)*")*)\]`, 'ys');
const parameter = new RegExp(String.raw` (${name})="([^"\\\]]*(?:\\.[^"\\\]]*)*)"`, 'gs');

/**
 * The structured data of an RFC 5424 message (section 6.3) at `at`; `-` where there is none. Undefined where what stands
 * there is not that, or what no event may hold: an id twice, or a name of an object's own.
 */
export function readStructuredData(text: string, at: number): StructuredData | undefined {
  let end = at;
  let elements: Record<string, Record<string, string | string[]>> | undefined;
  if (text[at] === '-') end += 1;
  for (element.lastIndex = end; text[end] === '['; element.lastIndex = end) {
    const match = element.exec(text);
    if (match === null) return undefined;
    const { 0: whole, 1: id = '', 2: parameters = '' } = match;
    elements ??= {};
    const values = valuesOf(parameters);
    if (values === undefined || id === '__proto__' || Object.hasOwn(elements, id)) return undefined;
    elements[id] = values;
    end += whole.length;
  }
  if (end === at || (end < text.length && text[end] !== ' ')) return undefined;
  return { elements, end: Math.min(end + 1, text.length) };
}

function valuesOf(parameters: string): Record<string, string | string[]> | undefined {
  const values: Record<string, string | string[]> = {};
  for (const [, key = '', written = ''] of parameters.matchAll(parameter)) {
    if (key === '__proto__') return undefined;
    // Only these three are escaped; before any other character a backslash is itself.
    const value = written.replace(/\\(["\\\]])/g, '$1');
    const before = Object.hasOwn(values, key) ? values[key] : undefined;
    values[key] = before === undefined ? value : [before, value].flat();
  }
  return values;
}
