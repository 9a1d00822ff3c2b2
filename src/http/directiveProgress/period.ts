import { localDay } from '#domain/time/localDay.ts';
import { earliestOf, tooLong } from '#http/server/periods.ts';
import { requireInOrder } from '#http/server/references.ts';
import type { Directive } from '#projections/duties/view.ts';

/**
 * The first day of a period of a directive that ends on the day `to`: the one asked for, but none before the directive
 * was issued; where none is asked for, that day, or the earliest that an answer may begin with.
 * Throws `input-invalid` naming `from` for a first day after the last, and for a period of more than ten years.
 */
export const firstDayOf = ({ issuedAt }: Pick<Directive, 'issuedAt'>, { from, to }: { from?: string | undefined; to: string }): string => {
  if (from !== undefined) requireInOrder(from, to);
  const issuedOn = localDay(issuedAt);
  const earliest = earliestOf(to);
  const first = from === undefined || from < issuedOn ? issuedOn : from;
  if (first >= earliest) return first;
  if (from === undefined) return earliest;
  throw tooLong(to);
};
