import { z } from 'zod';
import type { PreparationTools } from '#commands/handling/command.ts';
import { dutyEvents } from '#events/duty/events.ts';
import type { Position } from '#events/store/event.ts';
import { START } from '#events/store/event.ts';
import { type Assigned, type Because, dutyCommand, partyOf } from './duty.ts';
import { type Finding, judge } from './fulfilment.ts';
import { placeOf } from './places.ts';
import { assigned } from './rules.ts';

/** A later judgement is on record already: of an event that stands further on in the log, or, where none caused it, of a later time. */
const isOutdated = async (
  { recognised }: Assigned,
  position: Position | undefined,
  occurredAt: string,
  tools: PreparationTools,
): Promise<boolean> => {
  if (recognised === undefined) return false;
  if (recognised.because === undefined || position === undefined) return recognised.occurredAt > occurredAt;
  return ((await placeOf(recognised.because, tools)) ?? START) > position;
};

/** Found `undefined`: nothing is to be judged, because it was, or by evidence. */
type Facts = { finding: Finding | undefined };

const data = (because: Because | undefined) => (because === undefined ? {} : { because });

/**
 * Facts are those of the causing event's place in the log, so that the same event leads to the same decision whenever it is looked at. A judgement that
 * comes too late, from a worker that stood still, changes nothing.
 */
export const recogniseDuty = dutyCommand({
  name: 'RecogniseDuty',
  summary: 'Judges a duty by its rule: fulfilled, reopened, or as before.',
  input: z.strictObject({
    dutyId: dutyEvents.schemas.DutyFulfilled.shape.dutyId,
    because: dutyEvents.schemas.DutyFulfilled.shape.because.describe(
      'The event after which it is judged; after everything so far when absent.',
    ),
  }),
  idField: 'dutyId',
  unit: partyOf,
  prepare: async ({ dutyId, because }, state, { occurredAt }, tools): Promise<Facts> => {
    const duty = assigned(state, dutyId);
    if (duty.fulfilment.kind === 'evidence') return { finding: undefined };
    const position = because && (await placeOf(because, tools));
    if (await isOutdated(duty, position, occurredAt, tools)) return { finding: undefined };
    return { finding: await judge(duty, occurredAt, position, tools.lookup) };
  },
  decide: (state, { dutyId, because }, _, { finding }) => {
    const { which, fulfilled } = assigned(state, dutyId);
    if (finding === undefined) return [];
    const { missing, lines } = finding;
    if (missing.length === 0 && !fulfilled) return [{ type: 'DutyFulfilled', data: { ...which, by: 'rule', ...data(because), lines } }];
    if (missing.length > 0 && fulfilled) return [{ type: 'DutyReopened', data: { ...which, ...data(because), missing } }];
    return [];
  },
});
