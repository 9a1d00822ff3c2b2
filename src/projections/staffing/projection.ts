import { type OfficialEvent, officialEvents } from '#events/official/events.ts';
import { typesOf } from '#events/store/defineEvents.ts';
import type { Recorded } from '#events/store/event.ts';
import { withHistory } from '#projections/daemon/history.ts';
import { defineProjection, eventTable } from '#projections/daemon/projection.ts';
import { type AssignmentRow, assignmentFields, type OfficialRow, officialFields } from './view.ts';

type ServiceEvent = Extract<OfficialEvent, { type: 'OfficialAssigned' | 'OfficialSubstituted' | 'AssignmentEnded' }>;

const evolveOfficial = (row: OfficialRow | undefined, event: Recorded<OfficialEvent>): OfficialRow | undefined => {
  if (event.type === 'OfficialRegistered') {
    const offices = [{ office: event.data.office, from: null, basis: null }];
    const since = {
      registeredBy: event.unit,
      registeredAt: event.occurredAt,
      simulated: event.actor.simulated === true,
      revision: event.revision,
    };
    return officialFields.row({ ...event.data, offices, ...since, legalHolds: 0, personalDataErased: false });
  }
  if (row === undefined) return undefined;
  const next = { ...row, revision: event.revision };
  if (event.type === 'OfficialLegalHoldPlaced') return { ...next, legal_holds: row.legal_holds + 1 };
  if (event.type === 'OfficialLegalHoldLifted') return { ...next, legal_holds: row.legal_holds - 1 };
  if (event.type === 'OfficialPersonalDataErased') return { ...next, personal_data_erased: true };
  if (event.type !== 'OfficeHeld') return next;
  const { office, from, basis } = event.data;
  return { ...next, offices: [...row.offices, { office, from, basis }] };
};

const evolveAssignment = (row: AssignmentRow | undefined, event: Recorded<ServiceEvent>): AssignmentRow | undefined => {
  if (event.type === 'AssignmentEnded')
    return row && { ...row, until_day: event.data.lastDay, end_ground: event.data.ground, ended_at: event.occurredAt };
  const { from: fromDay, until: untilDay } = event.data;
  return assignmentFields.row({ ...event.data, fromDay, untilDay, agreedUntil: untilDay, assignedAt: event.occurredAt });
};

/** Who serves where, on any day, as known now and at any moment before. */
export const staffing = defineProjection({
  name: 'staffing',
  version: 4,
  tables: withHistory({
    officials: eventTable({
      columns: officialFields.columns,
      primaryKey: ['official_id'],
      on: typesOf(officialEvents),
      keys: (event) => [[event.data.officialId]],
      evolve: (row, event) => evolveOfficial(row as OfficialRow | undefined, event),
    }),
    assignments: eventTable({
      columns: assignmentFields.columns,
      primaryKey: ['official_id', 'assignment_id'],
      indexes: [['unit', 'from_day']],
      on: ['OfficialAssigned', 'OfficialSubstituted', 'AssignmentEnded'],
      keys: (event) => [[event.data.officialId, event.data.assignmentId]],
      evolve: (row, event) => evolveAssignment(row as AssignmentRow | undefined, event),
    }),
  }),
});
