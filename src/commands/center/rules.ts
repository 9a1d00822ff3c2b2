import { Rejection } from '#domain/rejections.ts';
import { localDay } from '#domain/time/localDay.ts';
import type { Center, Decision, Established } from './center.ts';

/** The Center, or the rejection `center-not-established`. */
export const established = (center: Center, unit: string): Established => {
  if (center.status === 'absent') throw new Rejection('center-not-established', `Unit ${unit} has no Center.`);
  return center;
};

/** A document on record was signed: its date is not in the future, and it takes effect on no earlier day. */
export const checkDates = (document: string, { act, effectiveOn }: Pick<Decision, 'act' | 'effectiveOn'>, occurredAt: string): void => {
  const today = localDay(occurredAt);
  if (act.date > today) throw new Rejection('date-out-of-order', `The ${document} is dated ${act.date}, after today (${today}).`);
  if (effectiveOn < act.date)
    throw new Rejection('date-out-of-order', `The ${document} of ${act.date} cannot take effect before it, on ${effectiveOn}.`);
};
