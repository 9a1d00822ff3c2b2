import { dayPlus, localDay } from '#domain/time/localDay.ts';
import type { DossierEvent } from '#events/dossier/events.ts';
import type { Recorded } from '#events/store/event.ts';
import type { TimeLimit } from '#events/terms.ts';
import { owedAfter } from './fees.ts';
import { outcomeOf } from './status.ts';

/**
 * What stops and moves a dossier's time, told from its events. Each function adds one event to one fact, so that the
 * state of commands and the rows of read models, which keep these facts under names of their own, fold the same clock
 * without a copy of it.
 */

/** What the citizen has to do before the clock runs on. */
export type Stop = 'supplement' | 'fee';
/** A stretch of time, from one instant to another. */
export type Pause = { from: string; to: string };
/** What stops the clock, in order of time, and what of the standstill so far has ended and counts. */
export type Standstill = { stops: readonly { by: Stop; since: string }[]; counted: Pause | null };

export const noStandstill: Standstill = { stops: [], counted: null };

/** What an event begins to wait for, where that stops the clock. */
export const stopBegun = (event: Recorded<DossierEvent>): Stop | undefined => {
  if (event.type === 'SupplementRequested') return 'supplement';
  return event.type === 'FeeRequested' && event.data.stopsClock !== false ? 'fee' : undefined;
};

/** When an act counts as done as long as nobody has confirmed an earlier time: when it was entered. */
export const countedAt = ({ occurredAt, enteredLate }: Pick<Recorded<DossierEvent>, 'occurredAt' | 'enteredLate'>): string =>
  enteredLate?.at ?? occurredAt;

type Confirmed = Extract<DossierEvent, { type: 'LateEntryConfirmed' }>['data'];

const stopEnded = (event: Recorded<DossierEvent>): Stop | undefined => {
  if (event.type === 'SupplementGiven') return 'supplement';
  // a payment in part leaves the rest to wait for
  const settlesFee = event.type === 'FeePaid' || event.type === 'FeeWaived' || event.type === 'FeeCancelled';
  return settlesFee && owedAfter(0, event) === 0 ? 'fee' : undefined;
};

/** What stops the clock after an event, in order of time; nothing once a result exists or the dossier has ended. */
export const stopsAfter = (stops: Stop[], event: Recorded<DossierEvent>): Stop[] => {
  const begun = stopBegun(event);
  if (begun !== undefined) return stops.includes(begun) ? stops : [...stops, begun];
  if (stops.length === 0) return stops;
  if (outcomeOf(event) !== undefined) return [];
  const ended = stopEnded(event);
  return ended === undefined || !stops.includes(ended) ? stops : stops.filter((stop) => stop !== ended);
};

/** How a fee was settled: the way of the last payment, or that it need not be paid. */
export type HowSettled = Extract<DossierEvent, { type: 'FeePaid' }>['data']['method'] | 'waived' | 'cancelled';

/** Ways by which nobody is waited for beyond the counter. */
const atCounter: readonly (HowSettled | undefined)[] = ['cash', 'card', 'waived', 'cancelled'];

/** A fee that was settled at the counter on the day it was asked for stopped no clock: nobody waited. */
const stoppedNothing = (how: HowSettled | undefined, askedAt: string, settledAt: string): boolean =>
  atCounter.includes(how) && localDay(askedAt) === localDay(settledAt);

const howSettled = (event: Recorded<DossierEvent>): HowSettled | undefined => {
  if (event.type === 'FeePaid') return event.data.method;
  if (event.type === 'FeeWaived') return 'waived';
  return event.type === 'FeeCancelled' ? 'cancelled' : undefined;
};

const hull = (pause: Pause | null, { from, to }: Pause): Pause =>
  pause === null ? { from, to } : { from: pause.from < from ? pause.from : from, to: pause.to > to ? pause.to : to };

/**
 * What is left of a standstill when one reason for it ends at an instant, and the pause that counts once nothing stops
 * the clock any more: `null` when none does, `undefined` while something else still stops it. `how`: a fee was
 * settled. No minute counts twice, however reasons overlap.
 */
export const endOfStop = (
  { stops, counted }: Standstill,
  by: Stop,
  at: string,
  how?: HowSettled,
): { left: Standstill; pause: Pause | null | undefined } => {
  const ended = stops.find((stop) => stop.by === by);
  if (ended === undefined) return { left: { stops, counted }, pause: undefined };
  // what was asked for may have come before the request was entered
  const since = ended.since < at ? ended.since : at;
  const pause = stoppedNothing(how, since, at) ? counted : hull(counted, { from: since, to: at });
  const others = stops.filter((stop) => stop !== ended);
  return others.length > 0 ? { left: { stops: others, counted: pause }, pause: undefined } : { left: noStandstill, pause };
};

/** Ends what an event ends of a standstill: see `endOfStop`. */
export const stopEndedBy = (standstill: Standstill, event: Recorded<DossierEvent>): ReturnType<typeof endOfStop> => {
  const by = stopEnded(event);
  if (by === undefined) return { left: standstill, pause: undefined };
  return endOfStop(standstill, by, event.occurredAt, howSettled(event));
};

/** A standstill that began earlier than when what asked for it was entered. */
const begunEarlier = (standstill: Standstill, { act, stoppedSince }: Confirmed): Standstill => {
  if (stoppedSince === undefined) return standstill;
  const by: Stop = act === 'FeeRequested' ? 'fee' : 'supplement';
  return { ...standstill, stops: standstill.stops.map((stop) => (stop.by === by ? { by, since: stoppedSince } : stop)) };
};

/** The same as `stopsAfter`, with what a pause is counted from. */
export const standstillAfter = (standstill: Standstill, event: Recorded<DossierEvent>): Standstill => {
  const { stops, counted } = standstill;
  const by = stopBegun(event);
  if (by !== undefined)
    return stops.some((stop) => stop.by === by) ? standstill : { stops: [...stops, { by, since: countedAt(event) }], counted };
  if (stops.length === 0) return standstill;
  if (event.type === 'LateEntryConfirmed') return begunEarlier(standstill, event.data);
  return outcomeOf(event) === undefined ? stopEndedBy(standstill, event).left : noStandstill;
};

/** What a limit counts: itself, and where it counts days of the calendar, the last one before a day off moves it. */
export type Count = {
  limit: TimeLimit;
  lastDay: string | null;
  /** Working minutes, and days of the calendar, for which the clock has stood still since receipt. */
  pausedMinutes: number;
  pausedDays: number;
};

/** Days of the calendar from one instant to another. */
const daysApart = ({ from, to }: Pause): number => Temporal.PlainDate.from(localDay(from)).until(localDay(to)).days;

/** The last day of a limit that counts days of the calendar from receipt on; `null` for any other. */
const lastDayOf = (limit: TimeLimit, receivedAt: string, pausedDays: number): string | null =>
  limit.kind === 'calendar-days' ? dayPlus(localDay(receivedAt), limit.days + pausedDays) : null;

/** What is counted from a reception on, or from a reopening. */
export const countFrom = (receivedAt: string, limit: TimeLimit): Count => ({
  limit,
  lastDay: lastDayOf(limit, receivedAt, 0),
  pausedMinutes: 0,
  pausedDays: 0,
});

/** What is counted after an event of a received dossier, which was due at `dueAt` before; `pause` ended with it. */
export const countAfter = (
  count: Count,
  { receivedAt, dueAt, verificationLimit }: { receivedAt: string; dueAt: string; verificationLimit?: TimeLimit | undefined },
  event: Recorded<DossierEvent>,
  pause: Pause | null | undefined,
): Count => {
  switch (event.type) {
    case 'SupplementGiven':
    case 'FeePaid':
    case 'FeeWaived':
    case 'FeeCancelled': {
      const days = pause ? daysApart(pause) : 0;
      const lastDay = count.lastDay === null ? null : dayPlus(count.lastDay, days);
      const pausedMinutes = count.pausedMinutes + event.data.pausedWorkingMinutes;
      return { ...count, lastDay, pausedMinutes, pausedDays: count.pausedDays + days };
    }
    case 'LateEntryConfirmed': {
      const days = event.data.pause ? daysApart(event.data.pause) : 0;
      const lastDay = count.lastDay === null ? null : dayPlus(count.lastDay, days);
      const pausedMinutes = count.pausedMinutes + (event.data.pausedWorkingMinutes ?? 0);
      return { ...count, lastDay, pausedMinutes, pausedDays: count.pausedDays + days };
    }
    case 'VerificationStarted': {
      const limit = verificationLimit ?? count.limit;
      const kept = limit.kind === 'calendar-days' ? (count.lastDay ?? localDay(dueAt)) : null;
      const lastDay = event.data.due.at === dueAt ? kept : lastDayOf(limit, receivedAt, count.pausedDays);
      return { ...count, limit, lastDay };
    }
    case 'DossierExtended':
      return count.lastDay === null ? count : { ...count, lastDay: localDay(event.data.due.at) };
    default:
      return count;
  }
};

/** The due time in force after an event; `null` before reception. */
export const dueAfter = <D extends string | null>(dueAt: D, event: Recorded<DossierEvent>): D | string => {
  switch (event.type) {
    case 'DossierReceived':
    case 'DossierProcedureCorrected':
      return event.data.appointed.at;
    case 'DossierReopened':
      return event.data.due.at;
    case 'SupplementGiven':
    case 'FeePaid':
    case 'FeeWaived':
    case 'FeeCancelled':
    case 'VerificationStarted':
    case 'DossierExtended':
    case 'LateEntryConfirmed':
      return event.data.due?.at ?? dueAt;
    default:
      return dueAt;
  }
};

/**
 * Since when the clock stands still after an event; `null` while it runs. `dueAt` is the due time before the event. An
 * act that lets the clock run again carries the new due time; without one, something else still stops it. Before
 * reception nothing is due, and only a supplement can stop it.
 */
export const stoppedSinceAfter = (since: string | null, dueAt: string | null, event: Recorded<DossierEvent>): string | null => {
  // entered late it stops the clock from then on; from when it happened, once that is confirmed
  if (stopBegun(event) !== undefined) return since ?? countedAt(event);
  if (event.type === 'LateEntryConfirmed') return event.data.stoppedSince ?? since;
  if (since === null || outcomeOf(event) !== undefined) return null;
  if (stopEnded(event) === undefined) return since;
  return dueAt === null || ('due' in event.data && event.data.due !== undefined) ? null : since;
};

/** Whether the agency still owes a decision after an event: neither a result nor another outcome, or taken up again. */
export const pendingAfter = (pending: boolean, event: Recorded<DossierEvent>): boolean =>
  event.type === 'DossierReopened' || (pending && outcomeOf(event) === undefined);
