import { Rejection } from '#domain/rejections.ts';
import { officialEvents } from '#events/official/events.ts';
import { officialCommand } from './official.ts';
import { known, officeOn } from './rules.ts';

export const holdOffice = officialCommand({
  name: 'HoldOffice',
  summary: 'Records that an official holds another office from a day on.',
  input: officialEvents.schemas.OfficeHeld,
  unit: (_input, official) => (official.status === 'absent' ? undefined : official.assignments.at(-1)?.unit),
  // An office is conferred elsewhere (council, People's Committee): it is a fact, recorded even when a serving director is no longer eligible by it.
  // Refusing would make the record false; the assignment is then ended or replaced, and until then supervision sees the contradiction.
  decide: (official, { officialId, office, from, basis }) => {
    const current = known(official, officialId);
    const last = current.offices.at(-1);
    if (last !== undefined && from < last.from)
      throw new Rejection(
        'date-out-of-order',
        `The office held from ${last.from} on is on record; an earlier change can no longer be recorded.`,
      );
    return officeOn(current, from) === office ? [] : [{ type: 'OfficeHeld', data: { officialId, office, from, basis } }];
  },
});
