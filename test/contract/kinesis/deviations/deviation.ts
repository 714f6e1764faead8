/** Why an engine does otherwise, and in which behaviours that shows. */
export interface Deviation {
  /** What the engine does or does not: `knows no ChildShards`. */
  readonly reason: string;
  /** Their names. */
  readonly behaviours: readonly string[];
  /** It is a matter of timing whether it shows; so neither outcome is a surprise. */
  readonly isUnsteady?: true;
}

export function deviationIn(deviations: readonly Deviation[], behaviour: string): Deviation | undefined {
  return deviations.find(({ behaviours }) => behaviours.includes(behaviour));
}
