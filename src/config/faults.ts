import { type Document, type ErrorCode, type Scalar, visit, type YAMLError } from 'yaml';
import type { Place } from './place.ts';
import { syntaxAdvice } from './syntax.ts';

/** A problem before its place is known as line and column. */
export interface Fault {
  readonly offset: number;
  readonly message: string;
  readonly hint: string;
}

/** Errors of YAML itself in one document: at most one a line, and aliases that lead nowhere. */
export function faultsOf(document: Document.Parsed, text: string, place: Place): Fault[] {
  const errors = [...document.errors, ...document.warnings];
  const byLine = Map.groupBy(errors, (error) => place(error.pos[0]).line);
  const faults = byLine.values().flatMap((ofLine) => {
    const [first] = ofLine; // One a line: what follows it there is nearly always its consequence.
    if (first === undefined) return [];
    const codes = new Set<ErrorCode>(ofLine.map((error) => error.code));
    return [
      { offset: startOf(first, document), ...syntaxAdvice(first, lineAround(text, first.pos[0]), codes) },
    ];
  });
  // After an error of structure the anchors cannot be trusted.
  return [...faults, ...(document.errors.length > 0 ? [] : aliasFaults(document))];
}

function lineAround(text: string, offset: number): string {
  const start = text.lastIndexOf('\n', offset - 1) + 1;
  const end = text.indexOf('\n', offset);
  return text.slice(start, end === -1 ? undefined : end);
}

/** A quote that is never closed is noticed at the end of the text; what helps is where it was opened. */
function startOf({ message, pos }: YAMLError, document: Document.Parsed): number {
  if (!message.startsWith('Missing closing')) return pos[0];
  let opened: number | undefined;
  visit(document, {
    Scalar(_key, { range }: Scalar) {
      if (range && range[0] < pos[0] && range[1] >= pos[0]) opened = range[0];
    },
  });
  return opened ?? pos[0];
}

/** An alias without its anchor is nearly always a glob that lacks its quotes. */
function aliasFaults(document: Document.Parsed): Fault[] {
  const faults: Fault[] = [];
  visit(document, {
    Alias(_key, alias) {
      const offset = alias.range?.[0] ?? 0;
      const anchored = alias.resolve(document);
      if (anchored === undefined) faults.push(danglingAlias(offset));
      else if (anchored.range && offset < anchored.range[1] && offset > anchored.range[0])
        faults.push(cyclicAlias(offset));
    },
  });
  return faults;
}

function danglingAlias(offset: number): Fault {
  return {
    offset,
    message: 'a value that starts with * is a YAML alias, and the file has no anchor of this name',
    hint: 'if a pattern or other text is meant, put it in quotes, like "*.log"',
  };
}

function cyclicAlias(offset: number): Fault {
  return { offset, message: 'this YAML alias contains itself', hint: 'write the value out' };
}
