import { z } from 'zod';
import type { PreparationTools } from '#commands/handling/command.ts';
import { dutyEvents } from '#events/duty/events.ts';
import type { Position } from '#events/store/event.ts';
import { START } from '#events/store/event.ts';
import { type Assigned, type Because, dutyCommand } from './duty.ts';
import { type Finding, judge } from './fulfilment.ts';
import { dutyLookups } from './lookups.ts';
import { placeOf, UpTo } from './places.ts';
import { assigned } from './rules.ts';

/** Up to where the log was seen at least by the last recognition; by one of time alone, whatever stands before it is taken as seen. */
const lastSeen = async ({ recognised }: Assigned, tools: Pick<PreparationTools, 'fold'>): Promise<Position> => {
  if (recognised === undefined) return START;
  if (recognised.because === undefined) return recognised.position;
  return (await placeOf(recognised.because, tools)) ?? START;
};

/** Found `undefined`: nothing is to be judged, because it was, or by evidence. */
type Facts = { finding: Finding | undefined };

const data = (because: Because | undefined) => (because === undefined ? {} : { because });

/**
 * Facts are those of the causing event's place in the log, so that the same event leads to the same decision whenever it is looked at; of time alone, those of
 * the place up to which everything had been judged when the clock was looked at: what came after that is recognised by its own event, at its own time. Nothing
 * is judged from before the last recognition: an event that comes too late for that, from a worker that stood still, changes nothing.
 */
export const recogniseDuty = dutyCommand({
  name: 'RecogniseDuty',
  summary: 'Judges a duty by its rule: fulfilled, reopened, or as before.',
  input: z.strictObject({
    dutyId: dutyEvents.schemas.DutyFulfilled.shape.dutyId,
    because: dutyEvents.schemas.DutyFulfilled.shape.because.describe('The event after which it is judged.'),
    upTo: UpTo,
  }),
  lookups: dutyLookups,
  prepare: async ({ dutyId, because, upTo }, state, { occurredAt }, tools): Promise<Facts> => {
    const duty = assigned(state, dutyId);
    if (duty.fulfilment.kind === 'evidence') return { finding: undefined };
    const place = because === undefined ? upTo : await placeOf(because, tools);
    const seen = await lastSeen(duty, tools);
    if (because && duty.recognised?.because && place !== undefined && seen > place) return { finding: undefined };
    return { finding: await judge(duty, occurredAt, place === undefined ? undefined : Math.max(place, seen), tools.lookup) };
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
