import { Rejection } from '#domain/rejections.ts';
import { centerEvents } from '#events/center/events.ts';
import { centerCommand } from './center.ts';
import { established } from './rules.ts';

export const stateStaffNeed = centerCommand({
  name: 'StateStaffNeed',
  summary: 'States how many people a Center needs in a position from a day on, in total.',
  input: centerEvents.schemas.StaffNeeded,
  decide: (center, { unit, position, count, from, ground }) => {
    const last = established(center, unit).staffNeeds?.get(position);
    if (last !== undefined && from < last.from)
      throw new Rejection('date-out-of-order', `The need from ${last.from} on is on record; an earlier one can no longer be stated.`);
    return (last?.count ?? 0) === count ? [] : [{ type: 'StaffNeeded', data: { unit, position, count, from, ground } }];
  },
});
