/** A place in a file, from 1 on. */
export interface FilePlace {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** What is wrong, or is to be said of a key. */
export interface JsonFinding extends FilePlace {
  /** `flows[0].filePattern` */
  readonly path: string;
  readonly message: string;
  readonly hint?: string;
}

/** Something that stops no start: a key that is done differently, has no use here, or is not known. */
export interface JsonNote extends JsonFinding {
  readonly kind: 'differently' | 'unused' | 'unknown';
}

/** One file of the configuration. */
export interface JsonFile {
  readonly path: string;
  readonly text: string;
}

/** Collects what is found, with places in lines and columns. */
export class Findings {
  readonly problems: JsonFinding[] = [];
  readonly notes: JsonNote[] = [];

  problem(file: JsonFile, offset: number, path: string, message: string, hint?: string): void {
    this.problems.push({ ...placeOf(file, offset), path, message, ...(hint !== undefined && { hint }) });
  }

  note(file: JsonFile, offset: number, path: string, kind: JsonNote['kind'], message: string): void {
    this.notes.push({ ...placeOf(file, offset), path, kind, message });
  }
}

function placeOf({ path, text }: JsonFile, offset: number): FilePlace {
  const before = text.slice(0, offset);
  const lineStart = before.lastIndexOf('\n') + 1;
  return { file: path, line: before.split('\n').length, column: offset - lineStart + 1 };
}
