import type { Findings, JsonFile } from './findings.ts';
import type { JsonMember, JsonObject } from './json-text.ts';
import type { KeyRule } from './keys.ts';

export interface Range {
  readonly min: number;
  readonly max: number;
}

/** One object of the configuration: its values by key, and where they stand. What is wrong with them is a finding. */
export class Scope {
  readonly file: JsonFile;
  readonly node: JsonObject;
  readonly path: string;
  readonly #findings: Findings;
  /** Of a key that comes twice the last one counts, as there. */
  readonly #members: ReadonlyMap<string, JsonMember>;

  constructor(file: JsonFile, node: JsonObject, path: string, findings: Findings) {
    this.file = file;
    this.node = node;
    this.path = path;
    this.#findings = findings;
    this.#members = new Map(node.members.map((member) => [member.key, member]));
  }

  /** Undefined where it is not there, or null. */
  member(key: string): JsonMember | undefined {
    const member = this.#members.get(key);
    return member?.value.kind === 'scalar' && member.value.value === null ? undefined : member;
  }

  /** Undefined where it is empty, too: the example configuration has empty endpoints. */
  text(key: string): string | undefined {
    const member = this.member(key);
    if (member === undefined) return undefined;
    if (member.value.kind === 'scalar') return String(member.value.value) || undefined;
    this.problem(key, 'must be text');
    return undefined;
  }

  /** A whole number, also one in quotes. */
  number(key: string, range: Range): number | undefined {
    const text = this.text(key);
    if (text === undefined) return undefined;
    const value = Number(text);
    if (Number.isSafeInteger(value) && value >= range.min && value <= range.max) return value;
    this.problem(key, `must be a whole number from ${range.min} to ${range.max}, but is ${text}`);
    return undefined;
  }

  choice<Choice extends string>(key: string, choices: readonly Choice[]): Choice | undefined {
    const text = this.text(key);
    if (text === undefined) return undefined;
    const choice = choices.find((one) => one === text);
    if (choice === undefined) this.problem(key, `must be ${choices.join(' or ')}, but is ${text}`);
    return choice;
  }

  problem(key: string, message: string, hint?: string): void {
    const offset = this.#members.get(key)?.value.offset ?? this.node.offset;
    this.#findings.problem(this.file, offset, this.pathOf(key), `${this.pathOf(key)} ${message}`, hint);
  }

  /** Tells of each key that is there what is to be said of it. */
  tell(rules: Readonly<Record<string, KeyRule>>): void {
    for (const { key, offset } of this.#members.values()) {
      const rule = Object.hasOwn(rules, key) ? rules[key] : undefined;
      const kind = rule === undefined ? 'unknown' : rule.is;
      if (kind === 'done') continue;
      const note = rule?.note ?? 'this key is not known to amazon-kinesis-agent 2.0.13, and does nothing';
      this.#findings.note(this.file, offset, this.pathOf(key), kind, note);
    }
  }

  pathOf(key: string): string {
    const name = /^\w+$/.test(key) ? `.${key}` : `[${JSON.stringify(key)}]`;
    return this.path === '' ? key : `${this.path}${name}`;
  }
}
