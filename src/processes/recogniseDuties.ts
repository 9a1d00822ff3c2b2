import type { AnyEvent } from '#events/all.ts';
import type { Recorded } from '#events/store/event.ts';
import type { FulfilmentRule } from '#events/terms.ts';
import { defineProcess } from '#projections/daemon/process.ts';
import type { Tools } from './tools.ts';

/** Events after which duties are judged: those that a rule looks at, and the assignment of a duty itself, because much may have happened before. */
const judgedAfter = [
  'DutyAssigned',
  'CenterEstablished',
  'CenterDecisionAmended',
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
] as const satisfies readonly AnyEvent['type'][];
type Judged = Recorded<Extract<AnyEvent, { type: (typeof judgedAfter)[number] }>>;

/** Which rules look at an event. */
const rulesLookingAt = (event: Judged): readonly FulfilmentRule[] => {
  switch (event.type) {
    case 'DutyAssigned':
      return event.data.fulfilment.kind === 'rule' ? [event.data.fulfilment.rule] : [];
    case 'CenterEstablished':
    case 'CenterDecisionAmended':
      return ['decision-in-effect'];
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
  }
};

/**
 * Whose duties an event may change. An office is held at no Center in particular: it matters wherever its holder was assigned. A review matters to its
 * department and to whoever answers for all.
 */
const partiesOf = async (event: Judged, { read }: Pick<Tools, 'read'>): Promise<readonly string[] | 'all'> => {
  if (event.type === 'ReviewPublished') return 'all';
  if (event.type === 'DutyAssigned') return [event.data.party];
  if (event.type !== 'OfficeHeld') return [event.data.unit];
  const past = await read(event.stream);
  return [
    ...new Set(past.flatMap((one) => (one.type === 'OfficialAssigned' || one.type === 'OfficialSubstituted' ? [one.data.unit] : []))),
  ];
};

/**
 * After each event that a rule looks at, the duties of that rule are judged by what had happened up to that event, and recognised at its time. A deadline that
 * passed before the event is put on record first, so that the order of a duty's events is that of the world, however late they are looked at.
 */
export const recogniseDuties = defineProcess({
  name: 'recognise-duties',
  on: judgedAfter,
  react: async (event, { read, execute, lookup }: Tools) => {
    const rules = rulesLookingAt(event);
    if (rules.length === 0) return;
    const because = { stream: event.stream, eventId: event.id, type: event.type };
    const duties =
      event.type === 'DutyAssigned'
        ? rules.map((rule) => ({ ...event.data, rule }))
        : await lookup.ruledDuties(await partiesOf(event, { read }), event.position);
    for (const { dutyId, rule, deadline } of duties) {
      if (!rules.includes(rule)) continue;
      const about = { which: ` for ${dutyId}`, at: event.occurredAt };
      if (deadline < event.occurredAt)
        await execute('MarkDutyOverdue', { dutyId, deadline, before: because }, event, { ...about, at: deadline });
      await execute('RecogniseDuty', { dutyId, because }, event, about);
    }
  },
});
