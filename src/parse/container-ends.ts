import { ContainerJoin, type ContainerJoinOptions } from './container-join.ts';
import type { ContainerLineReader } from './container-line.ts';
import { type EventBytes, type EventEnds, type EventRule, lineText } from './multiline-ends.ts';

/**
 * The rule for files of containers. Where streams are written in turns, what ends is a stretch of lines with all the
 * events that begin in it: a position may stand only where no stream is in the middle of one.
 */
export function containerRule(read: ContainerLineReader, options: ContainerJoinOptions): EventRule {
  return (given) => {
    const { bytes, lineEnds, within, isFull, characterEnd } = given;
    // The rest of a line that is longer than all that is looked at together.
    if (within !== undefined && lineEnds.length > 0) return { ends: lineEnds.slice(0, 1) };
    if (lineEnds.length > 0) return { ends: endsIn(given, read, options) };
    return isFull ? { ends: [], part: { end: characterEnd(bytes), state: '' } } : { ends: [] };
  };
}

function endsIn(
  given: EventBytes,
  read: ContainerLineReader,
  options: ContainerJoinOptions,
): EventEnds['ends'] {
  const join = new ContainerJoin(options);
  let start = 0;
  for (const end of given.lineEnds) {
    join.add(read(lineText(given, start, end)));
    if (given.cuts.has(end)) join.closeAll();
    start = end;
  }
  const boundaries = join.boundaries();
  const counts = boundaries.length === 0 && given.isFull ? [boundaryOfFull(join, given)] : boundaries;
  return counts.map((count) => given.lineEnds[count - 1] ?? 0);
}

/**
 * Where nothing ends and no more is looked at together, what is open ends: a stream that has gone quiet, else all. It
 * is one stretch: read again from the middle of it, a stream might go on.
 */
function boundaryOfFull(join: ContainerJoin, { lineEnds }: EventBytes): number {
  join.closeOthers();
  return join.boundaries().at(-1) ?? lineEnds.length;
}
