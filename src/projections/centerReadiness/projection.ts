import { asksForCondition } from '#domain/center/readiness.ts';
import type { HeldOffice } from '#domain/center/staff.ts';
import type { EquipmentEntry } from '#domain/equipment/need.ts';
import { keyForm } from '#domain/text/searchForm.ts';
import { localDay } from '#domain/time/localDay.ts';
import { type CenterEvent, centerEvents } from '#events/center/events.ts';
import type { DirectiveEvent, DirectiveTask } from '#events/directive/events.ts';
import type { OfficialEvent } from '#events/official/events.ts';
import type { Recorded } from '#events/store/event.ts';
import type { FulfilmentRule } from '#events/terms.ts';
import { defineFields, hidden, type RowOfFields } from '#projections/daemon/fields.ts';
import { withHistory } from '#projections/daemon/history.ts';
import { defineProjection, eventTable } from '#projections/daemon/projection.ts';
import type { Center } from './view.ts';

type StaffMember = Record<'officialId' | 'assignmentId' | 'position' | 'from', string> & Record<'substituteFor' | 'until', string | null>;

// lists keep what was, so that any day can be asked about
const ofCenter = {
  unit: hidden('text'),
  /** In the order they were taken. */
  decisions: hidden<'jsonb', Center['decisions']>('jsonb'),
  points: hidden<'jsonb', Center['points']>('jsonb'),
  points_fixed: hidden<'jsonb', Center['pointsFixed']>('jsonb'),
  headquarters: hidden<'jsonb', Center['headquarters']>('jsonb'),
  equipment: hidden<'jsonb', EquipmentEntry[]>('jsonb'),
  regulations: hidden<'jsonb', Center['regulations']>('jsonb'),
  hours: hidden<'jsonb', NonNullable<Center['hours']>[]>('jsonb'),
  staff: hidden<'jsonb', StaffMember[]>('jsonb'),
  opened_on: hidden('date?'),
  simulated: hidden('boolean'),
  revision: hidden('integer'),
  last_activity_at: hidden('timestamptz'),
};
export type CenterRow = RowOfFields<typeof ofCenter>;

type StaffEvent = Extract<OfficialEvent, { type: 'OfficialAssigned' | 'OfficialSubstituted' | 'AssignmentEnded' }>;
type ReadinessEvent = CenterEvent | StaffEvent;

const empty = (event: Recorded<ReadinessEvent>): CenterRow => ({
  unit: event.data.unit,
  decisions: [],
  points: [],
  points_fixed: [],
  headquarters: [],
  equipment: [],
  regulations: [],
  hours: [],
  staff: [],
  opened_on: null,
  simulated: event.actor.simulated === true,
  revision: -1,
  last_activity_at: event.occurredAt,
});

/**
 * A day's entries of one kind about one item are one: of needs the last one counts, of pieces their sum. An entry stays
 * where the first of them stood.
 */
const equipped = (row: CenterRow, kind: EquipmentEntry['kind'], { item, quantity }: { item: string; quantity: number }, on: string) => {
  const { equipment } = row;
  const at = equipment.findLastIndex((one) => one.kind === kind && one.on === on && one.item === item);
  const earlier = equipment[at];
  if (earlier === undefined) return { equipment: [...equipment, { on, item, kind, quantity }] };
  // what came in between about the same item, worded otherwise, would come after it
  if (kind === 'needed' && at < equipment.findLastIndex((one) => one.kind === kind && keyForm(one.item) === keyForm(item)))
    return { equipment: [...equipment, { on, item, kind, quantity }] };
  return { equipment: equipment.with(at, { ...earlier, quantity: kind === 'needed' ? quantity : earlier.quantity + quantity }) };
};

const changes = (row: CenterRow, event: Recorded<ReadinessEvent>): Partial<CenterRow> => {
  const on = localDay(event.occurredAt);
  switch (event.type) {
    case 'CenterEstablished':
      return { decisions: [...row.decisions, { ...event.data.decision, ground: null }] };
    case 'CenterDecisionAmended':
      return { decisions: [...row.decisions, { ...event.data.decision, ground: event.data.ground }] };
    case 'PointOpened': {
      const { pointId, name, address, counters, openedOn } = event.data;
      return { points: [...row.points, { pointId, name, address, counters, openedOn, closedOn: null }] };
    }
    case 'PointClosed': {
      const { pointId, closedOn } = event.data;
      return { points: row.points.map((point) => (point.pointId === pointId ? { ...point, closedOn } : point)) };
    }
    case 'PointsFixed': {
      const { act, effectiveOn, points } = event.data;
      const counters = points.reduce((sum, point) => sum + point.counters, 0);
      return { points_fixed: [...row.points_fixed, { act, effectiveOn, points: points.length, counters }] };
    }
    case 'HeadquartersDesignated': {
      const { address, areaSquareMetres = null, waitingAreaSquareMetres = null, reusedFrom } = event.data;
      return { headquarters: [...row.headquarters, { address, areaSquareMetres, waitingAreaSquareMetres, reusedFrom, designatedOn: on }] };
    }
    case 'EquipmentNeeded':
      return equipped(row, 'needed', event.data, on);
    case 'EquipmentReused':
      return equipped(row, 'reused', event.data, on);
    case 'EquipmentAdded':
      return equipped(row, 'added', event.data, on);
    case 'EquipmentTakenOut':
      return equipped(row, 'moved', { item: event.data.item, quantity: -event.data.quantity }, on);
    case 'EquipmentTakenIn':
    case 'EquipmentGivenBack':
      return equipped(row, 'moved', event.data, on);
    case 'WorkingRegulationsIssued': {
      const { act, effectiveOn, basis } = event.data;
      return { regulations: [...row.regulations, { act, effectiveOn, basis }] };
    }
    case 'WorkingHoursSet': {
      const { effectiveFrom, week, ground } = event.data;
      return { hours: [...row.hours, { effectiveFrom, week, ground }] };
    }
    // told by the read model center-people
    case 'StaffNeeded':
    case 'OfferLimited':
      return {};
    case 'CenterOpened':
      return { opened_on: event.data.openedOn };
    case 'OfficialAssigned':
    case 'OfficialSubstituted': {
      const { officialId, assignmentId, position, from, until = null } = event.data;
      const substituteFor = event.type === 'OfficialSubstituted' ? event.data.substituteFor : null;
      return { staff: [...row.staff, { officialId, assignmentId, position, substituteFor, from, until }] };
    }
    case 'AssignmentEnded': {
      const { officialId, assignmentId, lastDay } = event.data;
      const isIt = (member: StaffMember) => member.officialId === officialId && member.assignmentId === assignmentId;
      return { staff: row.staff.map((member) => (isIt(member) ? { ...member, until: lastDay } : member)) };
    }
  }
};

const isCenterEvent = (event: Recorded<ReadinessEvent>): boolean => event.type in centerEvents.schemas;

const ofOffices = { official_id: hidden('text'), /** In order of their days. */ offices: hidden<'jsonb', HeldOffice[]>('jsonb') };
export type OfficesRow = RowOfFields<typeof ofOffices>;

const centers = eventTable({
  columns: defineFields(ofCenter).columns,
  primaryKey: ['unit'],
  on: [
    ...(Object.keys(centerEvents.schemas) as CenterEvent['type'][]),
    'OfficialAssigned',
    'OfficialSubstituted',
    'AssignmentEnded',
  ] as const satisfies readonly ReadinessEvent['type'][],
  keys: (event) => [[event.data.unit]],
  evolve: (row, event) => {
    const before = (row as CenterRow | undefined) ?? empty(event);
    return {
      ...before,
      ...changes(before, event),
      revision: isCenterEvent(event) ? event.revision : before.revision,
      last_activity_at: event.occurredAt,
    };
  },
});
// an office is held at no Center in particular, and decides at each who may be its director
const offices = eventTable({
  columns: defineFields(ofOffices).columns,
  primaryKey: ['official_id'],
  on: ['OfficialRegistered', 'OfficeHeld'],
  keys: (event) => [[event.data.officialId]],
  evolve: (row, { type, data }) => {
    const before = (row as OfficesRow | undefined)?.offices ?? [];
    const held: HeldOffice = { office: data.office, from: type === 'OfficeHeld' ? data.from : null };
    return { official_id: data.officialId, offices: [...before, held] };
  },
});

const ofDeadline = {
  directive_id: hidden('text'),
  task_id: hidden('text'),
  rule: hidden<'text', FulfilmentRule>('text'),
  /** Day the rule looks at, where the directive names one. */
  on_day: hidden('date?'),
  deadline: hidden('timestamptz'),
  assignees: hidden('text[]'),
};
export type DeadlineRow = RowOfFields<typeof ofDeadline>;

type DeadlineEvent = Extract<DirectiveEvent, { type: 'DirectiveIssued' | 'TaskDeadlineMoved' }>;
const deadlineOf = ({ taskId, fulfilment, deadline, assignees }: DirectiveTask, directiveId: string): DeadlineRow | undefined =>
  fulfilment.kind === 'rule' && asksForCondition(fulfilment.rule)
    ? { directive_id: directiveId, task_id: taskId, rule: fulfilment.rule, on_day: fulfilment.on ?? null, deadline, assignees }
    : undefined;

// a condition is due by the day that a directive names
const deadlines = eventTable({
  columns: defineFields(ofDeadline).columns,
  primaryKey: ['directive_id', 'task_id'],
  on: ['DirectiveIssued', 'TaskDeadlineMoved'],
  keys: ({ type, data }: Recorded<DeadlineEvent>) =>
    type === 'TaskDeadlineMoved' ? [[data.directiveId, data.taskId]] : data.tasks.map(({ taskId }) => [data.directiveId, taskId]),
  evolve: (row, { type, data }, [, taskId]) => {
    if (type === 'TaskDeadlineMoved') return row && { ...row, deadline: data.deadline };
    const task = data.tasks.find((one) => one.taskId === taskId);
    return task && deadlineOf(task, data.directiveId);
  },
});

/** What each Center has and lacks, on any day, as it is known now and as it was known at any time before. */
export const centerReadiness = defineProjection({
  name: 'center-readiness',
  version: 6,
  tables: withHistory({ center_readiness: centers, offices_held: offices, center_deadlines: deadlines }),
});
