import type { Grouping, GroupStep } from './grouping.ts';

/** Between the states of the groupings; one for which the event is over has none. */
const separator = ' ';

/** Lines belong together where one of the groupings says so: that of whose language the event is. */
export function anyGrouping(groupings: readonly Grouping[]): Grouping {
  const first = (line: string) =>
    together(
      true,
      groupings.map((grouping) => grouping.first(line)),
    );
  return {
    first,
    next: (state, line) => {
      const steps = state
        .split(separator)
        .map((one, index) => (one === '' ? undefined : groupings[index]?.next(one, line)));
      const goingOn = steps.map((step) => (step?.starts ? undefined : step));
      return goingOn.some((step) => step !== undefined) ? together(false, goingOn) : first(line);
    },
  };
}

function together(starts: boolean, steps: readonly (GroupStep | undefined)[]): GroupStep {
  const states = steps.map((step) => (step === undefined || step.isLast ? '' : step.state));
  return { starts, isLast: states.every((state) => state === ''), state: states.join(separator) };
}
