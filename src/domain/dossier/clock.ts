import type { DossierEvent } from '#events/dossier/events.ts';
import type { Recorded } from '#events/store/event.ts';
import { owedAfter } from './fees.ts';
import { outcomeOf } from './status.ts';

/**
 * What stops and moves a dossier's time, told from its events. Each function adds one event to one fact, so that the
 * state of commands and the rows of read models, which keep these facts under names of their own, fold the same clock
 * without a copy of it.
 */

/** What the citizen has to do before the clock runs on. */
export type Stop = 'supplement' | 'fee';

const stopBegun = (event: Recorded<DossierEvent>): Stop | undefined => {
  if (event.type === 'SupplementRequested') return 'supplement';
  return event.type === 'FeeRequested' && event.data.stopsClock !== false ? 'fee' : undefined;
};

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

/** The due time in force after an event; `null` before reception. */
export const dueAfter = <D extends string | null>(dueAt: D, event: Recorded<DossierEvent>): D | string => {
  switch (event.type) {
    case 'DossierReceived':
      return event.data.appointed.at;
    case 'SupplementGiven':
    case 'FeePaid':
    case 'FeeWaived':
    case 'FeeCancelled':
    case 'VerificationStarted':
    case 'DossierExtended':
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
  if (stopBegun(event) !== undefined) return since ?? event.occurredAt;
  if (since === null || outcomeOf(event) !== undefined) return null;
  if (stopEnded(event) === undefined) return since;
  return dueAt === null || ('due' in event.data && event.data.due !== undefined) ? null : since;
};

/** Whether the agency still owes a decision after an event: neither a result nor another outcome. */
export const pendingAfter = (pending: boolean, event: Recorded<DossierEvent>): boolean => pending && outcomeOf(event) === undefined;
