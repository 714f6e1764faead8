/** The candidate a writer most likely meant, or undefined when none is near enough to be worth suggesting. */
export function nearest(written: string, candidates: readonly string[]): string | undefined {
  const word = fold(written);
  let best: { readonly candidate: string; readonly distance: number } | undefined;
  for (const candidate of candidates) {
    const distance = misspelling(word, fold(candidate));
    if (distance !== undefined && (best === undefined || distance < best.distance))
      best = { candidate, distance };
  }
  return best?.candidate;
}

// flush_delay_ms, flush-delay-ms and FlushDelayMs are all attempts at flushDelayMs.
function fold(name: string): string {
  return name.toLowerCase().replaceAll(/[_\-\s]/g, '');
}

const beginningLengthMin = 3;

function misspelling(word: string, candidate: string): number | undefined {
  const distance = editDistance(word, candidate);
  if (distance <= Math.max(1, Math.floor(Math.max(word.length, candidate.length) / 3))) return distance;
  const [short, long] = word.length < candidate.length ? [word, candidate] : [candidate, word];
  // A forgotten (or superfluous) unit at the end: "flush" for "flushDelayMs".
  if (short.length >= beginningLengthMin && long.startsWith(short)) return distance;
  return undefined;
}

/** Letters to insert, delete, replace or swap with their neighbour (optimal string alignment distance). */
export function editDistance(from: string, to: string): number {
  let beforeLast: readonly number[] = [];
  let last: readonly number[] = Array.from({ length: to.length + 1 }, (_, column) => column);
  for (let row = 1; row <= from.length; row += 1) {
    const next = [row];
    for (let column = 1; column <= to.length; column += 1) {
      const same = from[row - 1] === to[column - 1];
      const swapped =
        row > 1 && column > 1 && from[row - 1] === to[column - 2] && from[row - 2] === to[column - 1];
      next[column] = Math.min(
        at(last, column) + 1,
        at(next, column - 1) + 1,
        at(last, column - 1) + (same ? 0 : 1),
        swapped ? at(beforeLast, column - 2) + 1 : Number.POSITIVE_INFINITY,
      );
    }
    beforeLast = last;
    last = next;
  }
  return at(last, to.length);
}

function at(row: readonly number[], column: number): number {
  return row[column] ?? Number.POSITIVE_INFINITY;
}
