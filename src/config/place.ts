import type { LineCounter } from 'yaml';

/** Turns an offset in a text into its line and column, both counted from 1. */
export type Place = (offset: number) => { readonly line: number; readonly column: number };

/** The places of a text whose lines the parser has counted. */
export function placesIn(lines: LineCounter): Place {
  return (offset) => {
    const { line, col } = lines.linePos(offset);
    return { line: Math.max(line, 1), column: Math.max(col, 1) }; // An empty text has no line 1 for the counter.
  };
}
