import type { z } from 'zod';
import type { Finding } from './findings.ts';
import { nearest } from './near.ts';
import { formatPath, type Path } from './path.ts';
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
  return { path, point: 'value', ...words };
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
  const parent = path.slice(0, -1);
  const name = String(path.at(-1) ?? '');
  const near = nearest(name, siblings);
  return {
    path,
    point: 'key',
    message: `missing option "${name}"${inside(parent)}`,
    hint:
      near === undefined
        ? takes(subject)
        : `did you mean "${name}" where it says "${near}"? ${sentence(takes(subject))}`,
  };
}

function noValue(subject: Subject): Words {
  const isEntry = typeof subject.path.at(-1) === 'number';
  const remedy = isEntry
    ? 'write it after the dash, or remove the dash'
    : 'write it after the colon, or remove the line';
  const { shown } = subject;
  const source = !shown.literal && shown.text !== undefined ? `${shown.text} gave nothing; ` : '';
  const expected = takes(subject);
  return {
    path: subject.path,
    point: isEntry || source !== '' ? 'value' : 'key',
    message: `${nameOf(subject)} has no value`,
    hint: `${source}${expected === undefined ? remedy : `${expected}; ${remedy}`}`,
  };
}

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
  const params: unknown = issue.code === 'custom' ? issue.params?.['hint'] : undefined;
  const hint = typeof params === 'string' ? params : undefined;
  if (words.startsWith('must ')) return { ...must(subject, words.slice('must '.length)), hint };
  return { message: subject.path.length === 0 ? words : `${nameOf(subject)}: ${words}`, hint };
}

function anotherValue(subject: Subject): Sentence {
  const { shown, value, values, kinds } = subject;
  const what = shown.text === undefined ? 'have this value' : `be ${shown.text}`;
  const near =
    typeof value === 'string' && shown.text !== undefined ? nearest(value, values.map(String)) : undefined;
  const hint = takes({ ...subject, values, kinds });
  return {
    message: `${nameOf(subject)} cannot ${what}`,
    hint: near === undefined ? hint : `did you mean "${near}"? ${sentence(hint)}`,
  };
}

function anotherKind(subject: Subject): Sentence {
  const { kinds, shown, value } = subject;
  const expected = either(kinds.map(wordForKind));
  const isFraction = kinds.includes('int') && typeof value === 'number';
  const actual =
    shown.literal && (typeof value !== 'object' || isFraction)
      ? shown.text
      : `${shown.kind}${fromText(shown)}`;
  return { message: `${nameOf(subject)} must be ${expected}, but is ${actual}`, hint: kindHint(subject) };
}

function fromText({ text, literal }: Shown): string {
  return literal || text === undefined ? '' : ` (from ${text})`;
}

function kindHint({ kinds, value, shown }: Subject): string | undefined {
  const written = shown.literal ? shown.text : undefined;
  if (kinds.includes('array') && typeof value !== 'object') {
    return written === undefined ? 'write it as a list' : `a list of one is written [${written}]`;
  }
  if (kinds.includes('string') && (typeof value === 'number' || typeof value === 'boolean')) {
    return written === undefined ? 'put it in quotes' : `put it in quotes: "${written}"`;
  }
  if (kinds.includes('boolean') && typeof value === 'string') return 'write true or false, without quotes';
  if (typeof value === 'string' && value.trim() !== '' && Number.isFinite(Number(value)))
    return 'remove the quotes';
  if (kinds.includes('object') || kinds.includes('record')) {
    return Array.isArray(value)
      ? 'write its options without dashes'
      : 'write its options on the lines below, indented';
  }
  return undefined;
}

function outOfBounds(subject: Subject, issue: z.core.$ZodIssueTooSmall | z.core.$ZodIssueTooBig): Sentence {
  const limit = issue.code === 'too_small' ? issue.minimum : issue.maximum;
  const bound = issue.code === 'too_small' ? 'at least' : 'at most';
  const beyond = issue.code === 'too_small' ? 'more than' : 'less than';
  const exact = issue.exact === true ? 'exactly' : issue.inclusive === false ? beyond : bound;
  if (issue.origin === 'string' || issue.origin === 'array' || issue.origin === 'set') {
    return { message: `${nameOf(subject)} ${sizeWords(issue.origin, exact, Number(limit), subject.value)}` };
  }
  return { ...must(subject, `be ${exact} ${limit}`), hint: rangeOf(subject.origin) };
}

function sizeWords(origin: string, bound: string, limit: number, value: unknown): string {
  if (bound === 'at least' && limit === 1) return 'must not be empty';
  const unit = origin === 'string' ? 'character' : origin === 'array' ? 'entry' : 'element';
  const many = unit === 'entry' ? 'entries' : `${unit}s`;
  const length = typeof value === 'string' || Array.isArray(value) ? `, but has ${value.length}` : '';
  return `must have ${bound} ${limit} ${limit === 1 ? unit : many}${length}`;
}

/** zod collects the bounds of a number in its bag; without a bound set, those of safe integers. */
function rangeOf(origin: z.core.$ZodTypes | undefined): string | undefined {
  const bag = origin?._zod.bag ?? {};
  const { minimum, maximum } = bag;
  if (typeof minimum !== 'number' || typeof maximum !== 'number') return undefined;
  if (!Number.isFinite(minimum) || !Number.isFinite(maximum)) return undefined;
  if (Math.abs(minimum) >= Number.MAX_SAFE_INTEGER || maximum >= Number.MAX_SAFE_INTEGER) return undefined;
  return `it takes ${minimum} to ${maximum}`;
}

function must(subject: Subject, predicate: string): Sentence {
  const { shown } = subject;
  const actual =
    shown.text === undefined ? '' : shown.literal ? `, but is ${shown.text}` : `, but ${shown.text} is not`;
  return { message: `${nameOf(subject)} must ${predicate}${actual}` };
}

function formatWords(issue: z.core.$ZodIssueInvalidStringFormat): string {
  if (issue.format === 'url') return 'be a URL, such as https://host:9200';
  if (issue.format === 'starts_with' && 'prefix' in issue) return `start with "${String(issue.prefix)}"`;
  if (issue.format === 'ends_with' && 'suffix' in issue) return `end with "${String(issue.suffix)}"`;
  if (issue.format === 'includes' && 'includes' in issue) return `contain "${String(issue.includes)}"`;
  if (issue.format === 'regex') return `have the form ${issue.pattern ?? 'of the pattern'}`;
  return `be a valid ${issue.format}`;
}

/** What an option takes, as the beginning of a hint. */
function takes({ values, kinds, authorsWords: own, origin }: Subject): string | undefined {
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
