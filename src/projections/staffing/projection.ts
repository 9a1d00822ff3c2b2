import { type OfficialEvent, officialEvents } from '#events/official/events.ts';
import { typesOf } from '#events/store/defineEvents.ts';
import type { Recorded } from '#events/store/event.ts';
import { defineProjection, eventTable } from '#projections/daemon/projection.ts';
import { type AssignmentRow, assignmentFields, type OfficialRow, officialFields } from './view.ts';

type ServiceEvent = Extract<OfficialEvent, { type: 'OfficialAssigned' | 'OfficialSubstituted' | 'AssignmentEnded' }>;

const evolveOfficial = (row: OfficialRow | undefined, event: Recorded<OfficialEvent>): OfficialRow | undefined => {
  if (event.type === 'OfficialRegistered')
    return {
      official_id: event.data.officialId,
      name: event.data.name,
      phone: event.data.phone ?? null,
      offices: [{ office: event.data.office, from: null, basis: null }],
      sent_by: event.data.sentBy ?? null,
      registered_at: event.occurredAt,
      personal_data_erased: false,
      simulated: event.actor.simulated === true,
      revision: event.revision,
    };
  if (row === undefined) return undefined;
  const next = { ...row, revision: event.revision };
  if (event.type === 'OfficialPersonalDataErased') return { ...next, personal_data_erased: true };
  if (event.type !== 'OfficeHeld') return next;
  const { office, from, basis } = event.data;
  return { ...next, offices: [...row.offices, { office, from, basis }] };
};

const evolveAssignment = (row: AssignmentRow | undefined, event: Recorded<ServiceEvent>): AssignmentRow | undefined => {
  if (event.type === 'AssignmentEnded')
    return row && { ...row, until_day: event.data.lastDay, end_ground: event.data.ground, ended_at: event.occurredAt };
  const { officialId, assignmentId, unit, position, basis, from } = event.data;
  return {
    ...assignmentFields.blank,
    official_id: officialId,
    assignment_id: assignmentId,
    unit,
    position,
    substitute_for: event.type === 'OfficialSubstituted' ? event.data.substituteFor : null,
    basis,
    from_day: from,
    until_day: event.data.until ?? null,
    agreed_until: event.data.until ?? null,
    assigned_at: event.occurredAt,
  };
};

/** Who serves where, on any day. */
export const staffing = defineProjection({
  name: 'staffing',
  version: 1,
  tables: {
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
  },
});
