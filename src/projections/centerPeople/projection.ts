import type { CenterEvent } from '#events/center/events.ts';
import type { OfficialEvent, TaskGroup } from '#events/official/events.ts';
import type { Recorded } from '#events/store/event.ts';
import type { Position } from '#events/terms.ts';
import { defineFields, hidden, type RowOfFields } from '#projections/daemon/fields.ts';
import { withHistory } from '#projections/daemon/history.ts';
import { defineProjection, eventTable } from '#projections/daemon/projection.ts';

const ofService = {
  unit: hidden('text'),
  official_id: hidden('text'),
  assignment_id: hidden('text'),
  position: hidden<'text', Position>('text'),
  substitute_for: hidden('text?'),
  from_day: hidden('date'),
  until_day: hidden('date?'),
  basis: hidden('text'),
  /** The event that began it; what follows from a substitution names it as its cause. */
  event_id: hidden('text'),
};
/** Service at a Center, as a substitute or in one's own right. */
export type ServiceRow = RowOfFields<typeof ofService>;
const serviceFields = defineFields(ofService);

/** What was said to hold from a day on, in the order it was said; of two that hold from one day the later counts. */
type Dated<T> = { from: string } & T;
/** `post`: a position at the Center; in a history, `position` is one of the log. */
export type NeedRow = { unit: string; post: Position; entries: Dated<{ count: number; ground: string }>[] };
export type OfferRow = { unit: string; entries: Dated<{ without: string[]; ground: string }>[] };
export type TaskGroupsRow = { official_id: string; entries: Dated<{ groups: TaskGroup[]; basis: string }>[] };

type ServiceEvent = Extract<OfficialEvent, { type: 'OfficialAssigned' | 'OfficialSubstituted' | 'AssignmentEnded' }>;

const evolveService = (row: ServiceRow | undefined, event: Recorded<ServiceEvent>): ServiceRow | undefined => {
  if (event.type === 'AssignmentEnded') return row && { ...row, until_day: event.data.lastDay };
  return serviceFields.row({ ...event.data, fromDay: event.data.from, untilDay: event.data.until, eventId: event.id });
};

/** Whom each Center needs and has, and who can do what there: on any day, as known at any time. */
export const centerPeople = defineProjection({
  name: 'center-people',
  version: 1,
  tables: withHistory({
    center_services: eventTable({
      columns: serviceFields.columns,
      primaryKey: ['unit', 'official_id', 'assignment_id'],
      on: ['OfficialAssigned', 'OfficialSubstituted', 'AssignmentEnded'],
      keys: ({ data }) => [[data.unit, data.officialId, data.assignmentId]],
      evolve: (row, event) => evolveService(row as ServiceRow | undefined, event),
    }),
    staff_needs: eventTable({
      columns: { unit: 'text', post: 'text', entries: 'jsonb' },
      primaryKey: ['unit', 'post'],
      on: ['StaffNeeded'] satisfies CenterEvent['type'][],
      keys: ({ data }) => [[data.unit, data.position]],
      evolve: (row, { data: { unit, position: post, ...entry } }) => ({
        unit,
        post,
        entries: [...((row as NeedRow | undefined)?.entries ?? []), entry],
      }),
    }),
    offers: eventTable({
      columns: { unit: 'text', entries: 'jsonb' },
      primaryKey: ['unit'],
      on: ['OfferLimited'] satisfies CenterEvent['type'][],
      keys: ({ data }) => [[data.unit]],
      evolve: (row, { data: { unit, ...entry } }) => ({ unit, entries: [...((row as OfferRow | undefined)?.entries ?? []), entry] }),
    }),
    task_groups: eventTable({
      columns: { official_id: 'text', entries: 'jsonb' },
      primaryKey: ['official_id'],
      on: ['TaskGroupsGiven'],
      keys: ({ data }) => [[data.officialId]],
      evolve: (row, { data: { officialId, ...entry } }) => ({
        official_id: officialId,
        entries: [...((row as TaskGroupsRow | undefined)?.entries ?? []), entry],
      }),
    }),
  }),
});
