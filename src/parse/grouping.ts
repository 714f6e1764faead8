/** What a line is to the event before it, and whether the event certainly ends with it. */
export interface GroupStep {
  readonly starts: boolean;
  readonly isLast: boolean;
  /** What is known of the event up to this line. */
  readonly state: string;
}

/**
 * Which lines belong together. An event depends on its own lines alone, never on those before it, so that it is cut
 * alike from wherever the reading goes on.
 */
export interface Grouping {
  /** A line that an event begins with. */
  first(line: string): GroupStep;
  /** A line after others of an event of which `state` is known. */
  next(state: string, line: string): GroupStep;
}
