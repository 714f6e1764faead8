import { type Document, isMap, isScalar, LineCounter, parseAllDocuments, type YAMLMap } from 'yaml';
import type { Problem } from './error.ts';
import { type Fault, faultsOf } from './faults.ts';
import { type Place, placesIn } from './place.ts';

/** A YAML text that was read as one map, with the means to say where each part of it stands. */
export interface YamlFile {
  readonly file: string;
  readonly text: string;
  readonly document: Document.Parsed;
  readonly root: YAMLMap;
  readonly place: Place;
}

/** What reading gave: a file to go on with, or the problems that make going on pointless. */
export type YamlReading = { readonly yaml: YamlFile } | { readonly problems: readonly Problem[] };

/** Reads a text as YAML 1.2 that holds exactly one document, which is a map. */
export function readYaml(text: string, file: string): YamlReading {
  const lines = new LineCounter();
  // Repeated keys are looked for later, together with all that is wrong inside a well-formed file.
  const options = { lineCounter: lines, prettyErrors: false, stringKeys: true, uniqueKeys: false } as const;
  const parsed = parseAllDocuments(text, options);
  const documents: readonly Document.Parsed[] = 'empty' in parsed ? [] : parsed;
  const place = placesIn(lines);
  const faults = documents.flatMap((document) => faultsOf(document, text, place));
  const [document, second] = documents;
  if (second !== undefined) faults.push(severalDocuments(second));
  if (faults.length === 0) {
    if (document === undefined || isNothing(document)) faults.push(emptyFile);
    else if (!isMap(document.contents)) faults.push(notAMap(document));
    else return { yaml: { file, text, document, root: document.contents, place } };
  }
  return { problems: faults.map(({ offset, ...words }) => ({ file, ...place(offset), path: '', ...words })) };
}

function severalDocuments(second: Document.Parsed): Fault {
  return {
    offset: second.contents?.range[0] ?? second.range[0],
    message: 'a second YAML document starts here, but a configuration file holds one',
    hint: 'remove the line "---" before it, or move the second document to a file of its own',
  };
}

const emptyFile: Fault = {
  offset: 0,
  message: 'the file is empty, or holds only comments',
  hint: 'start from a copy of one of the files in the folder config/',
};

function isNothing({ contents }: Document.Parsed): boolean {
  return contents === null || (isScalar(contents) && contents.value === null);
}

function notAMap(document: Document.Parsed): Fault {
  return {
    offset: document.contents?.range[0] ?? 0,
    message: 'the file must be a map of options, each written "name: value"',
    hint: 'check that a space follows each colon',
  };
}
