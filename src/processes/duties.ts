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

/** Events that a rule looks at. */
const lookedAt = [
  'CenterEstablished',
  'CenterDecisionAmended',
  'PointsFixed',
  'PointOpened',
  'PointClosed',
  'HeadquartersDesignated',
  'EquipmentNeeded',
  'EquipmentReused',
  'EquipmentAdded',
  'EquipmentTakenOut',
  'EquipmentTakenIn',
  'EquipmentGivenBack',
  'WorkingRegulationsIssued',
  'CenterOpened',
  'OfficialAssigned',
  'OfficialSubstituted',
  'AssignmentEnded',
  'OfficeHeld',
  'ReviewPublished',
  'PilotConcluded',
  'ModelRegulationsPublished',
] as const satisfies readonly AnyEvent['type'][];
type Judged = Recorded<Extract<AnyEvent, { type: (typeof lookedAt)[number] }>>;
type Issued = Recorded<Extract<AnyEvent, { type: 'DirectiveIssued' }>>;

/** Which rules look at an event. */
const rulesLookingAt = (event: Judged): readonly FulfilmentRule[] => {
  switch (event.type) {
    case 'CenterEstablished':
    case 'CenterDecisionAmended':
      return ['decision-in-effect'];
    case 'PointsFixed':
    case 'PointOpened':
    case 'PointClosed':
      return ['points-fixed'];
    case 'HeadquartersDesignated':
    case 'EquipmentNeeded':
    case 'EquipmentReused':
    case 'EquipmentAdded':
    case 'EquipmentTakenOut':
    case 'EquipmentTakenIn':
    case 'EquipmentGivenBack':
      return ['headquarters-and-equipment-complete'];
    case 'WorkingRegulationsIssued':
      return ['working-regulations-issued'];
    case 'CenterOpened':
      return ['center-open'];
    case 'OfficialAssigned':
    case 'OfficialSubstituted':
      return ['director', 'receiving-officer'].includes(event.data.position) ? ['staff-complete'] : [];
    case 'ReviewPublished':
      return ['procedures-reviewed'];
    case 'AssignmentEnded':
    case 'OfficeHeld':
      return ['staff-complete'];
    case 'PilotConcluded':
      return ['pilot-concluded'];
    case 'ModelRegulationsPublished':
      return ['model-regulations-published'];
  }
};

/**
 * Whose duties an event may change. An office is held at no Center in particular: it matters wherever its holder was
 * assigned. A review matters to its department and to whoever answers for all.
 */
const partiesOf = async (event: Judged, { read }: Pick<Tools, 'read'>): Promise<readonly string[] | 'all'> => {
  if (event.type === 'ReviewPublished') return 'all';
  if (event.type === 'PilotConcluded') return [event.data.lead, ...event.data.partners];
  if (event.type === 'ModelRegulationsPublished') return [event.data.publisher];
  if (event.type !== 'OfficeHeld') return [event.data.unit];
  const past = await read(event.stream);
  return [
    ...new Set(past.flatMap((one) => (one.type === 'OfficialAssigned' || one.type === 'OfficialSubstituted' ? [one.data.unit] : []))),
  ];
};

type Recognition = Recorded<Extract<AnyEvent, { type: 'DutyFulfilled' | 'DutyReopened' }>>;
/**
 * What time alone did to a duty rests on what had been judged when the clock was looked at. What happened since then,
 * and was found to change nothing before this was on record, has its say now. (What was fulfilled by evidence names no
 * event either; no rule judges it.)
 */
const judgeAfterTime = async (event: Recognition, { execute }: Tools): Promise<void> => {
  const { dutyId, because } = event.data;
  if (because !== undefined) return;
  const cause = { stream: event.stream, eventId: event.id, type: event.type };
  await execute(recogniseDuty, { dutyId, because: cause }, event, { at: event.occurredAt });
};

/**
 * What a directive asks for may have been done before: its duties are judged by what had happened when it was issued,
 * at that time.
 */
const judgeFromTheBeginning = async (event: Issued, { execute }: Tools): Promise<void> => {
  const { directiveId, tasks } = event.data;
  const because = { stream: event.stream, eventId: event.id, type: event.type };
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
    const rules = rulesLookingAt(event);
    if (rules.length === 0) return;
    const because = { stream: event.stream, eventId: event.id, type: event.type };
    const duties = await lookup.ruledDuties(await partiesOf(event, tools), event.position);
    const judged = duties.filter(({ rule }) => rules.includes(rule));
    await sideBySide(judged, async ({ dutyId, deadline }) => {
      const about = { which: ` for ${dutyId}`, at: event.occurredAt };
      if (deadline < event.occurredAt)
        await execute(markDutyOverdue, { dutyId, deadline, before: because }, event, { ...about, at: deadline });
      await execute(recogniseDuty, { dutyId, because }, event, about);
    });
  },
});
