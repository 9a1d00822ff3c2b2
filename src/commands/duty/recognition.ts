import { z } from 'zod';
import { type Answered, defineLookup, type Fold, type PreparationTools } from '#commands/handling/command.ts';
import type { CenterOn, ReviewCoverage } from '#domain/duty/fulfilment.ts';
import {
  dayLookedAt,
  evidenceMissing,
  type Finding,
  isCenterRule,
  judgeCalendar,
  judgeCenter,
  judgeModel,
  judgePilot,
  judgeReview,
  type Missing,
  notOnRecord,
} from '#domain/duty/fulfilment.ts';
import { localDay } from '#domain/time/localDay.ts';
import type { AnyEvent } from '#events/all.ts';
import { dutyEvents } from '#events/duty/events.ts';
import { type Position, START } from '#events/store/event.ts';
import { type Assigned, assigned, type Because, dutyCommand } from './duty.ts';

type UpTo = Position | undefined;
type ConcludedPilot = { pilotId: string; title: string; at: string; met: boolean };

/** What the rules of duties look at, each by everything up to a position of the log, or so far when none is given. */
export const dutyLookups = {
  /** A Center on a day (YYYY-MM-DD, Asia/Ho_Chi_Minh). */
  centerOn: defineLookup<(unit: string, day: string, upTo?: UpTo) => Promise<CenterOn>>('center-on'),
  /** How much a party has done of the review of procedures at a moment (UTC instant). */
  reviewCoverage: defineLookup<(party: string, moment: string, upTo?: UpTo) => Promise<ReviewCoverage>>('review-coverage'),
  /** The last pilot concluded of those that a party led or took part in. */
  concludedPilot: defineLookup<(party: string, upTo?: UpTo) => Promise<ConcludedPilot | undefined>>('concluded-pilot'),
  /** The calendar of a year, once it is published. */
  publishedCalendar: defineLookup<(year: number, upTo?: UpTo) => Promise<{ publishedAt: string } | undefined>>('published-calendar'),
  /** The last version of the model text of working regulations. */
  modelRegulations: defineLookup<(upTo?: UpTo) => Promise<{ version: number; publishedAt: string } | undefined>>('model-regulations'),
};
export type DutyLookups = Answered<typeof dutyLookups>;

const UpTo = z
  .int()
  .min(0)
  .optional()
  .describe('Where no event is the cause, the place in the log up to which it is judged; everything so far when absent.');

/** The events of any stream, the last one first: a list that grows without being copied. */
type Places = { id: string; position: Position; before: Places } | undefined;
/** Where the events of any stream stand in the log. */
const places: Fold<Places, AnyEvent> = {
  category: '',
  initial: undefined,
  evolve: (before, { id, position }) => ({ id, position, before }),
};

/** Where an event stands in the log; undefined when it is not there. */
const placeOf = async ({ stream, eventId }: Because, { fold }: Pick<PreparationTools, 'fold'>): Promise<Position | undefined> => {
  let place = await fold(stream, places);
  while (place !== undefined && place.id !== eventId) place = place.before;
  return place?.position;
};

/**
 * Judges a duty by what had happened up to a position of the log, as of a moment (UTC instant); by everything so far
 * when no position is given. A rule of which nothing can be known here finds that its evidence is missing.
 */
export const judge = async (
  { which, fulfilment }: Pick<Assigned, 'which' | 'fulfilment'>,
  moment: string,
  position: Position | undefined,
  lookup: DutyLookups,
): Promise<Finding> => {
  if (fulfilment.kind === 'evidence') return { missing: [evidenceMissing(fulfilment.what)], lines: [] };
  const { rule } = fulfilment;
  if (rule === 'procedures-reviewed') return judgeReview(await lookup.reviewCoverage(which.party, moment, position));
  if (rule === 'pilot-concluded') return judgePilot(await lookup.concludedPilot(which.party, position));
  if (rule === 'model-regulations-published') return judgeModel(await lookup.modelRegulations(position));
  if (rule === 'calendar-published') {
    const year = Number(dayLookedAt(fulfilment, localDay(moment)).slice(0, 4));
    return judgeCalendar(year, await lookup.publishedCalendar(year, position));
  }
  if (!isCenterRule(rule) || which.unit === undefined) return { missing: [notOnRecord(rule)], lines: [] };
  return judgeCenter(rule, await lookup.centerOn(which.unit, dayLookedAt(fulfilment, localDay(moment)), position));
};

/** Position that the last recognition had seen at least: its cause's, or its own when time alone caused it. */
const lastSeen = async ({ recognised }: Assigned, tools: Pick<PreparationTools, 'fold'>): Promise<Position> => {
  if (recognised === undefined) return START;
  if (recognised.because === undefined) return recognised.position;
  return (await placeOf(recognised.because, tools)) ?? START;
};

/**
 * Facts are those of the causing event's place in the log, so that the same event leads to the same decision whenever
 * it is looked at; of time alone, those of the place up to which everything had been judged when the clock was looked
 * at: what came after that is recognised by its own event, at its own time. Nothing is judged from before the last
 * recognition: an event that comes too late for that, from a worker that stood still, changes nothing.
 */
export const recogniseDuty = dutyCommand({
  name: 'RecogniseDuty',
  summary: 'Judges a duty by its rule: fulfilled, reopened, or as before.',
  input: dutyEvents.schemas.DutyFulfilled.pick({ dutyId: true }).extend({
    because: dutyEvents.schemas.DutyFulfilled.shape.because.describe('The event after which it is judged.'),
    upTo: UpTo,
  }),
  lookups: dutyLookups,
  prepare: async ({ dutyId, because, upTo }, state, { occurredAt }, tools): Promise<{ finding?: Finding | undefined }> => {
    const duty = assigned(state, dutyId);
    if (duty.fulfilment.kind === 'evidence') return {};
    const place = because === undefined ? upTo : await placeOf(because, tools);
    const seen = await lastSeen(duty, tools);
    if (because && duty.recognised?.because && place !== undefined && seen > place) return {};
    return { finding: await judge(duty, occurredAt, place === undefined ? undefined : Math.max(place, seen), tools.lookup) };
  },
  decide: (state, { dutyId, because }, _, { finding }) => {
    const { which, fulfilled } = assigned(state, dutyId);
    // by evidence, or judged before
    if (finding === undefined || fulfilled === (finding.missing.length === 0)) return [];
    const { missing, lines } = finding;
    const what = { ...which, ...(because && { because }) };
    return [
      fulfilled ? { type: 'DutyReopened', data: { ...what, missing } } : { type: 'DutyFulfilled', data: { ...what, by: 'rule', lines } },
    ];
  },
});

const fallsOverdue = ({ deadline: now, fulfilled, deadlineSettled, evidence }: Assigned, deadline: string, at: string): boolean =>
  deadline === now && at >= deadline && !fulfilled && !deadlineSettled && ![...evidence.values()].includes('handed-in');

/**
 * Nothing where another deadline holds by now, where the duty was fulfilled or fell overdue before, and as long as
 * evidence handed in waits for the decision of others.
 */
export const markDutyOverdue = dutyCommand({
  name: 'MarkDutyOverdue',
  summary: 'Puts on record that the deadline of a duty passed before it was fulfilled.',
  input: dutyEvents.schemas.DutyFellOverdue.pick({ dutyId: true, deadline: true }).extend({
    before: dutyEvents.schemas.DutyFulfilled.shape.because.describe('The first event after the deadline; none so far when absent.'),
    upTo: UpTo,
  }),
  lookups: dutyLookups,
  prepare: async ({ dutyId, deadline, before, upTo }, state, { occurredAt }, tools): Promise<{ missing: Missing[] }> => {
    const duty = assigned(state, dutyId);
    // after its deadline every event asks again, and nothing has to be judged
    if (!fallsOverdue(duty, deadline, occurredAt)) return { missing: [] };
    const place = before && (await placeOf(before, tools));
    return judge(duty, deadline, place === undefined ? upTo : place - 1, tools.lookup);
  },
  decide: (state, { dutyId, deadline }, { occurredAt }, { missing }) => {
    const duty = assigned(state, dutyId);
    return fallsOverdue(duty, deadline, occurredAt) ? [{ type: 'DutyFellOverdue', data: { ...duty.which, deadline, missing } }] : [];
  },
});

export const recognitionCommands = [recogniseDuty, markDutyOverdue];
