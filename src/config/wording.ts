import type { z } from 'zod';
import type { Finding } from './findings.ts';
import { nearest } from './near.ts';
import { formatPath, type Path } from './path.ts';
import { boundWords, formatWords, rangeOf } from './predicates.ts';
import { unwrap } from './shape.ts';
import { either, type Shown, wordForKind } from './show.ts';

/** What to say about a finding, and which part of the file to point at. */
export interface Words {
  readonly message: string;
  readonly hint?: string | undefined;
  /** The option in question, and whether its name or its value is meant. */
  readonly path: Path;
  readonly point: 'key' | 'value';
}

/** All that the words for a finding may draw on. */
export interface Subject extends Finding {
  readonly value: unknown;
  readonly shown: Shown;
  readonly origin: z.core.$ZodTypes | undefined;
  readonly authorsWords: string | undefined;
  /** The names written in the map around the option. */
  readonly siblings: readonly string[];
}

/** The words for anything but unknown options, which are several to an issue (see unknown.ts). */
export function wordsFor(subject: Subject): Words {
  const { path, issue, value } = subject;
  const isAboutKind =
    issue.code === 'invalid_type' || issue.code === 'invalid_value' || issue.code === 'invalid_union';
  if (isAboutKind && value === undefined) return missing(subject);
  if (isAboutKind && value === null) return noValue(subject);
  if (issue.code === 'invalid_key') return forbiddenName(subject, issue);
  const words =
    subject.authorsWords === undefined ? zodsWords(subject) : authorsWords(subject, subject.authorsWords);
  // Of a rule about a whole map or list, its name is the better place to look at.
  return { path, point: issue.code === 'custom' && typeof value === 'object' ? 'key' : 'value', ...words };
}

type Sentence = Pick<Words, 'message' | 'hint'>;

function zodsWords(subject: Subject): Sentence {
  const { issue, values } = subject;
  if (issue.code === 'too_small' || issue.code === 'too_big') return outOfBounds(subject, issue);
  if (issue.code === 'invalid_format') return must(subject, formatWords(issue));
  if (issue.code === 'not_multiple_of') return must(subject, `be a multiple of ${issue.divisor}`);
  if (values.length > 0) return anotherValue(subject);
  if (subject.kinds.length > 0) return anotherKind(subject);
  return { message: `${nameOf(subject)} is not valid` };
}

function missing(subject: Subject): Words {
  const { path, siblings } = subject;
  const name = String(path.at(-1) ?? '');
  const near = nearest(name, siblings);
  const hint = near === undefined ? meaning(subject) : takes(subject);
  return {
    path,
    point: 'key',
    message: `missing option "${name}"${inside(path.slice(0, -1))}`,
    hint: near === undefined ? hint : `did you mean "${name}" where it says "${near}"? ${sentence(hint)}`,
  };
}

/** What an option takes and what it is for, in the first sentence of its description. */
function meaning(subject: Subject): string | undefined {
  const description = subject.origin && unwrap(subject.origin).meta.description;
  const [first] = typeof description === 'string' ? description.split(/(?<=[.:;])\s/, 1) : [];
  return [takes(subject), first].filter((part) => part !== undefined).join(': ') || undefined;
}

function noValue(subject: Subject): Words {
  const { path, shown, kinds } = subject;
  const isEntry = typeof path.at(-1) === 'number';
  const isSection = subject.values.length === 0 && kinds.every((kind) => sections.includes(kind));
  const place = isSection ? 'on the lines below, indented' : isEntry ? 'after the dash' : 'after the colon';
  const remedy = `write it ${place}, or remove the ${isEntry ? 'dash' : 'line'}`;
  const fromEnvironment = !shown.literal && shown.text !== undefined;
  const cause = fromEnvironment ? `${shown.text} came out empty` : remedy;
  const hint = [takes(subject), cause].filter((part) => part !== undefined).join('; ');
  return {
    path,
    point: isEntry || fromEnvironment ? 'value' : 'key',
    message: `${nameOf(subject)} has no value`,
    hint,
  };
}

const sections: readonly string[] = ['object', 'record', 'array'];

function forbiddenName(subject: Subject, issue: z.core.$ZodIssueInvalidKey): Words {
  const parent = subject.path.slice(0, -1);
  const [inner] = issue.issues;
  const format = inner?.code === 'invalid_format' ? formatWords(inner) : undefined;
  return {
    path: subject.path,
    point: 'key',
    message: `"${String(subject.path.at(-1))}" is not allowed as a name${inside(parent)}`,
    hint: format === undefined ? undefined : `a name here must ${format}`,
  };
}

/** Words of the schema's author: a predicate ("must be…") follows the option's name, anything else stands after a colon. */
function authorsWords(subject: Subject, words: string): Sentence {
  const { issue } = subject;
  const params: unknown = issue.code === 'custom' ? issue.params?.hint : undefined;
  const hint = typeof params === 'string' ? params : undefined;
  if (words.startsWith('must ')) return { ...must(subject, words.slice('must '.length)), hint };
  return { message: subject.path.length === 0 ? words : `${nameOf(subject)}: ${words}`, hint };
}

function anotherValue(subject: Subject): Sentence {
  const { shown, value, values } = subject;
  const plain = typeof value === 'object' ? `be ${shown.kind}` : 'have this value';
  const what = shown.text === undefined ? plain : `be ${shown.text}`;
  const near =
    typeof value === 'string' && shown.text !== undefined ? nearest(value, values.map(String)) : undefined;
  const hint = takes(subject);
  return {
    message: `${nameOf(subject)} cannot ${what}`,
    hint: near === undefined ? hint : `did you mean "${near}"? ${sentence(hint)}`,
  };
}

function anotherKind(subject: Subject): Sentence {
  const { kind, text, literal } = subject.shown;
  const expected = either(subject.kinds.map(wordForKind));
  const source = text === undefined ? '' : ` (from ${text})`;
  const actual = literal ? text : `${kind}${source}`;
  return { message: `${nameOf(subject)} must be ${expected}, but is ${actual}`, hint: kindHint(subject) };
}

function kindHint({ kinds, value, shown }: Subject): string | undefined {
  const written = shown.literal ? shown.text : undefined;
  if (kinds.includes('array') && typeof value !== 'object') {
    return written === undefined ? 'write it as a list' : `a list of one is written [${written}]`;
  }
  if (kinds.includes('string') && (typeof value === 'number' || typeof value === 'boolean')) {
    return shown.text === undefined ? 'put it in quotes' : `put it in quotes: "${shown.text}"`;
  }
  if (kinds.includes('boolean') && typeof value === 'string') return 'write true or false, without quotes';
  if (isQuotedNumber(value)) return 'remove the quotes';
  if (kinds.includes('object') || kinds.includes('record')) {
    return Array.isArray(value)
      ? 'write its options without dashes'
      : 'write its options on the lines below, indented, each as "name: value"';
  }
  return undefined;
}

function isQuotedNumber(value: unknown): boolean {
  return typeof value === 'string' && value.trim() !== '' && Number.isFinite(Number(value));
}

function outOfBounds(subject: Subject, issue: z.core.$ZodIssueTooSmall | z.core.$ZodIssueTooBig): Sentence {
  const predicate = boundWords(issue, subject.value);
  const isNumber = typeof subject.value === 'number';
  if (!isNumber) return { message: `${nameOf(subject)} must ${predicate}` };
  return { ...must(subject, predicate), hint: rangeOf(subject.origin) };
}

function must(subject: Subject, predicate: string): Sentence {
  const { shown } = subject;
  const actual =
    shown.text === undefined ? '' : shown.literal ? `, but is ${shown.text}` : `, but ${shown.text} is not`;
  return { message: `${nameOf(subject)} must ${predicate}${actual}` };
}

/** What an option takes, as the beginning of a hint. */
function takes({ values, kinds, authorsWords: own }: Subject): string | undefined {
  if (own !== undefined) return own.startsWith('must ') ? `it ${own}` : own;
  const allowed = [...values.map(String), ...new Set(kinds.map(wordForKind))];
  if (allowed.length === 0) return undefined;
  return values.length === 0 ? `it must be ${either(allowed)}` : `it takes: ${allowed.join(', ')}`;
}

function sentence(words: string | undefined): string {
  return words === undefined ? '' : words.charAt(0).toUpperCase() + words.slice(1);
}

function nameOf({ path }: Subject): string {
  return path.length === 0 ? 'the file' : formatPath(path);
}

/** " in agent.output", or nothing at the top of the file. */
export function inside(parent: Path): string {
  return parent.length === 0 ? '' : ` in ${formatPath(parent)}`;
}
