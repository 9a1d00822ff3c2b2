import { assignDuty, moveDutyDeadline } from '#commands/duty/duty.ts';
import { markDutyOverdue, recogniseDuty } from '#commands/duty/recognition.ts';
import type { AnyEvent } from '#events/all.ts';
import { dutyIdOf } from '#events/duty/events.ts';
import type { Recorded } from '#events/store/event.ts';
import { type FulfilmentRule, UnitCode } from '#events/terms.ts';
import { defineProcess, sideBySide, type Tools } from './tools.ts';

/** A directive has one duty for each assignee of each task, from the moment it was issued. */
export const assignDuties = defineProcess({
  name: 'assign-duties',
  on: ['DirectiveIssued'],
  react: async (event, { execute }) => {
    const { directiveId, tasks } = event.data;
    const duties = tasks.flatMap(({ taskId, title, assignees, deadline, fulfilment, escalateTo }) =>
      assignees.map((party) => ({
        dutyId: dutyIdOf(directiveId, taskId, party),
        directiveId,
        taskId,
        party,
        ...(UnitCode.safeParse(party).success && { unit: party }),
        title,
        deadline,
        fulfilment,
        escalateTo,
      })),
    );
    await sideBySide(duties, (duty) => execute(assignDuty, duty, event, { which: ` for ${duty.dutyId}`, at: event.occurredAt }));
  },
});

/** When a task gets another deadline, so does each of its duties. */
export const moveDutyDeadlines = defineProcess({
  name: 'move-duty-deadlines',
  on: ['TaskDeadlineMoved'],
  react: async (event, { read, execute }) => {
    const { directiveId, taskId, deadline, ground } = event.data;
    const [issued] = await read(event.stream);
    if (issued?.type !== 'DirectiveIssued') return;
    for (const party of issued.data.tasks.find((task) => task.taskId === taskId)?.assignees ?? []) {
      const dutyId = dutyIdOf(directiveId, taskId, party);
      await execute(moveDutyDeadline, { dutyId, deadline, ground }, event, { which: ` for ${dutyId}` });
    }
  },
});

/** Which rule looks at an event. */
const rules = {
  CenterEstablished: 'decision-in-effect',
  CenterDecisionAmended: 'decision-in-effect',
  PointsFixed: 'points-fixed',
  PointOpened: 'points-fixed',
  PointClosed: 'points-fixed',
  HeadquartersDesignated: 'headquarters-and-equipment-complete',
  EquipmentNeeded: 'headquarters-and-equipment-complete',
  EquipmentReused: 'headquarters-and-equipment-complete',
  EquipmentAdded: 'headquarters-and-equipment-complete',
  EquipmentTakenOut: 'headquarters-and-equipment-complete',
  EquipmentTakenIn: 'headquarters-and-equipment-complete',
  EquipmentGivenBack: 'headquarters-and-equipment-complete',
  WorkingRegulationsIssued: 'working-regulations-issued',
  CenterOpened: 'center-open',
  OfficialAssigned: 'staff-complete',
  OfficialSubstituted: 'staff-complete',
  AssignmentEnded: 'staff-complete',
  OfficeHeld: 'staff-complete',
  ReviewPublished: 'procedures-reviewed',
  PilotConcluded: 'pilot-concluded',
  ModelRegulationsPublished: 'model-regulations-published',
  CalendarPublished: 'calendar-published',
} as const satisfies Partial<Record<AnyEvent['type'], FulfilmentRule>>;
const lookedAt = Object.keys(rules) as (keyof typeof rules)[];
type Of<T extends AnyEvent['type']> = Recorded<Extract<AnyEvent, { type: T }>>;
type Judged = Of<keyof typeof rules>;

const ruleLookingAt = (event: Judged): FulfilmentRule | undefined => {
  const assigns = event.type === 'OfficialAssigned' || event.type === 'OfficialSubstituted';
  return assigns && !['director', 'receiving-officer'].includes(event.data.position) ? undefined : rules[event.type];
};

const causeOf = ({ stream, id, type }: Recorded<AnyEvent>) => ({ stream, eventId: id, type });

/**
 * Whose duties an event may change. An office is held at no Center in particular: it matters wherever its holder was
 * assigned. A review matters to its department and to whoever answers for all.
 */
const partiesOf = async (event: Judged, { read }: Pick<Tools, 'read'>): Promise<readonly string[] | 'all'> => {
  if (event.type === 'ReviewPublished' || event.type === 'CalendarPublished') return 'all';
  if (event.type === 'PilotConcluded') return [event.data.lead, ...event.data.partners];
  if (event.type === 'ModelRegulationsPublished') return [event.data.publisher];
  if (event.type !== 'OfficeHeld') return [event.data.unit];
  const past = await read(event.stream);
  return [
    ...new Set(past.flatMap((one) => (one.type === 'OfficialAssigned' || one.type === 'OfficialSubstituted' ? [one.data.unit] : []))),
  ];
};

/**
 * What time alone did to a duty rests on what had been judged when the clock was looked at. What happened since then,
 * and was found to change nothing before this was on record, has its say now. (What was fulfilled by evidence names no
 * event either; no rule judges it.)
 */
const judgeAfterTime = async (event: Of<'DutyFulfilled' | 'DutyReopened'>, { execute }: Tools): Promise<void> => {
  const { dutyId, because } = event.data;
  if (because !== undefined) return;
  await execute(recogniseDuty, { dutyId, because: causeOf(event) }, event, { at: event.occurredAt });
};

/** What a directive asks may have been done before: its duties are judged as of when it was issued. */
const judgeFromTheBeginning = async (event: Of<'DirectiveIssued'>, { execute }: Tools): Promise<void> => {
  const { directiveId, tasks } = event.data;
  const because = causeOf(event);
  const ruled = tasks.filter(({ fulfilment }) => fulfilment.kind === 'rule');
  const dutyIds = ruled.flatMap(({ taskId, assignees }) => assignees.map((party) => dutyIdOf(directiveId, taskId, party)));
  await sideBySide(dutyIds, (dutyId) =>
    execute(recogniseDuty, { dutyId, because }, event, { which: ` for ${dutyId}`, at: event.occurredAt }),
  );
};

/**
 * After each event that a rule looks at, the duties of that rule are judged by what had happened up to that event, and
 * recognised at its time. A deadline that passed before the event is put on record first, so that the order of a duty's
 * events is that of the world, however late they are looked at. Where a directive or a moved deadline stands in the
 * log, this waits until it has reached the duties: whatever comes after it is judged with them. Events of different
 * Centers are judged side by side; those that touch more than one, alone.
 */
export const recogniseDuties = defineProcess({
  name: 'recognise-duties',
  on: ['DirectiveIssued', 'TaskDeadlineMoved', 'DutyFulfilled', 'DutyReopened', ...lookedAt],
  partitionOf: (event) => ('unit' in event.data ? event.data.unit : undefined),
  react: async (event, tools: Tools) => {
    const { execute, lookup } = tools;
    if (event.type === 'DirectiveIssued' || event.type === 'TaskDeadlineMoved') {
      await lookup.dutiesFollow(event.position);
      if (event.type === 'DirectiveIssued') await judgeFromTheBeginning(event, tools);
      return;
    }
    if (event.type === 'DutyFulfilled' || event.type === 'DutyReopened') return judgeAfterTime(event, tools);
    const looking = ruleLookingAt(event);
    if (looking === undefined) return;
    const because = causeOf(event);
    const duties = await lookup.ruledDuties(await partiesOf(event, tools), event.position);
    const judged = duties.filter(({ rule }) => rule === looking);
    await sideBySide(judged, async ({ dutyId, deadline, isOverdue }) => {
      const about = { which: ` for ${dutyId}`, at: event.occurredAt };
      if (deadline < event.occurredAt && !isOverdue)
        await execute(markDutyOverdue, { dutyId, deadline, before: because }, event, { ...about, at: deadline });
      await execute(recogniseDuty, { dutyId, because }, event, about);
    });
  },
});
