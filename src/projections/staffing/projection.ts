import { type OfficialEvent, officialEvents } from '#events/official/events.ts';
import type { Recorded } from '#events/store/event.ts';
import { type Columns, defineProjection, eventTable, type RowOf } from '#projections/daemon/projection.ts';

const officialColumns = {
  official_id: 'text',
  /** Sealed. */
  name: 'jsonb',
  /** Sealed. */
  phone: 'jsonb?',
  /** Offices held, in the order they were recorded: `{ office, from, basis }`; the first has no `from`. */
  offices: 'jsonb',
  sent_by: 'text?',
  registered_at: 'timestamptz',
  personal_data_erased: 'boolean',
  simulated: 'boolean',
  revision: 'integer',
} as const satisfies Columns;

const assignmentColumns = {
  official_id: 'text',
  assignment_id: 'text',
  unit: 'text',
  position: 'text',
  substitute_for: 'text?',
  basis: 'text',
  from_day: 'date',
  /** Last day of service known today; the end recorded later counts. */
  until_day: 'date?',
  /** Last day as the assignment itself fixed it. */
  agreed_until: 'date?',
  end_ground: 'text?',
  assigned_at: 'timestamptz',
  ended_at: 'timestamptz?',
} as const satisfies Columns;

export type HeldOffice = { office: string; from: string | null; basis: string | null };
export type OfficialRow = Omit<RowOf<typeof officialColumns>, 'offices'> & { offices: HeldOffice[] };
export type AssignmentRow = RowOf<typeof assignmentColumns>;

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
    official_id: officialId,
    assignment_id: assignmentId,
    unit,
    position,
    substitute_for: event.type === 'OfficialSubstituted' ? event.data.substituteFor : null,
    basis,
    from_day: from,
    until_day: event.data.until ?? null,
    agreed_until: event.data.until ?? null,
    end_ground: null,
    assigned_at: event.occurredAt,
    ended_at: null,
  };
};

/** Who serves where, on any day. */
export const staffing = defineProjection({
  name: 'staffing',
  version: 1,
  tables: {
    officials: eventTable({
      columns: officialColumns,
      primaryKey: ['official_id'],
      on: Object.keys(officialEvents.schemas) as OfficialEvent['type'][],
      keys: (event) => [[event.data.officialId]],
      evolve: (row, event) => evolveOfficial(row as OfficialRow | undefined, event),
    }),
    assignments: eventTable({
      columns: assignmentColumns,
      primaryKey: ['official_id', 'assignment_id'],
      indexes: [['unit', 'from_day']],
      on: ['OfficialAssigned', 'OfficialSubstituted', 'AssignmentEnded'],
      keys: (event) => [[event.data.officialId, event.data.assignmentId]],
      evolve: evolveAssignment,
    }),
  },
});
