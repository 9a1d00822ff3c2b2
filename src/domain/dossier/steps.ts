import { Rejection } from '#domain/rejections.ts';
import type { Step } from '#events/terms.ts';

type Bound = Pick<Step, 'name' | 'mayBeSkipped'> & { role: string };

/** Names of steps that are passed over; throws `step-skipped` unless the procedure's version allows it of each. */
const passedOver = (steps: readonly Bound[]): string[] => {
  const binding = steps.filter(({ mayBeSkipped }) => mayBeSkipped !== true).map(({ name }) => name);
  if (binding.length > 0) throw new Rejection('step-skipped', `First comes: ${binding.join(', ')}.`);
  return steps.map(({ name }) => name);
};

/** What is passed over on the way from one step to another; back, or to the next, nothing is. */
export const skippedTo = (steps: readonly Bound[], from: number, to: number): string[] => passedOver(steps.slice(from + 1, to));

/** What is passed over when a result comes at this step: whoever examines and whoever signs have had their turn before. */
export const skippedByResult = (steps: readonly Bound[], at: number): string[] => {
  const last = steps.findLastIndex(({ role }) => role === 'specialist' || role === 'leader');
  return passedOver(steps.slice(at + 1, last + 1));
};
