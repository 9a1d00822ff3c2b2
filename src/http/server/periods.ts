import { dayPlus } from '#domain/time/localDay.ts';
import { inputProblem } from './problems.ts';
import { requireInOrder } from './references.ts';

/** Days of a period at most: ten years. */
export const MOST_DAYS = 3_660;

/** The earliest day with which a period that ends on a day may begin. */
export const earliestOf = (to: string): string => dayPlus(to, 1 - MOST_DAYS);

/** The refusal of a period of more than ten years, naming the parameter that it begins with. */
export const tooLong = (to: string, parameter = 'from') =>
  inputProblem([{ in: 'query', pointer: `/${parameter}`, detail: `a period has ${MOST_DAYS} days at most: from ${earliestOf(to)} on` }]);

/**
 * Refuses, naming it, a first day after the last one, and a period of more than ten years. Without a first day there is
 * no period; one without a last day ends on `today`, or with its first day if that is to come.
 */
export const requirePeriod = (
  { from, to, today }: { from: string | undefined; to: string | undefined; today: string },
  parameter = 'from',
): void => {
  if (from === undefined) return;
  if (to !== undefined) requireInOrder(from, to);
  const last = to ?? today;
  if (from < earliestOf(last)) throw tooLong(last, parameter);
};
