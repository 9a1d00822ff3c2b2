import { isDeepStrictEqual } from 'node:util';
import { Rejection } from '#domain/rejections.ts';
import { centerEvents, type Shift } from '#events/center/events.ts';
import { centerCommand } from './center.ts';
import { established } from './rules.ts';

const checkShifts = (week: readonly Shift[]): void => {
  for (const { day, from, to } of week)
    if (from >= to) throw new Rejection('working-hours-invalid', `On day ${day} a shift ends at ${to}, not after it begins at ${from}.`);
  const inOrder = week.toSorted((a, b) => a.day - b.day || a.from.localeCompare(b.from));
  for (const [index, shift] of inOrder.entries()) {
    const before = inOrder[index - 1];
    if (before?.day === shift.day && shift.from < before.to)
      throw new Rejection(
        'working-hours-invalid',
        `On day ${shift.day} the shifts ${before.from}–${before.to} and ${shift.from}–${shift.to} overlap.`,
      );
  }
};

export const setWorkingHours = centerCommand({
  name: 'SetWorkingHours',
  summary: 'Sets the opening hours of a Center from a day on.',
  input: centerEvents.schemas.WorkingHoursSet,
  decide: (center, { unit, effectiveFrom, week, ground }) => {
    const { hours } = established(center, unit);
    checkShifts(week);
    if (hours !== undefined && isDeepStrictEqual(hours, { effectiveFrom, week })) return [];
    // hours by date stay readable as a simple list: the latest entry not after a day applies
    if (hours !== undefined && effectiveFrom < hours.effectiveFrom)
      throw new Rejection('date-out-of-order', `Hours were set from ${hours.effectiveFrom} on; earlier ones can no longer be set.`);
    return [{ type: 'WorkingHoursSet', data: { unit, effectiveFrom, week, ground } }];
  },
});
