import { localDay } from '#domain/time/localDay.ts';
import type { DossierEvent } from '#events/dossier/events.ts';
import type { Awaiting } from '#events/dossier/terms.ts';
import type { Recorded } from '#events/store/event.ts';

/** What an open dossier waits for: since when, and by when where that is set. */
export type Awaited = { about: Awaiting; since: string; by: string | null };

/** The facts of a dossier that say what it waits for. */
export type Waiting = {
  /** The agency still owes a decision. */
  pending: boolean;
  submittedAt: string | null;
  receiveBy: string | null;
  /** Papers were asked for before: the time to receive by no longer holds. */
  supplementAsked: boolean;
  /** Received, or taken up again. */
  receivedAt: string | null;
  dueAt: string | null;
  stoppedSince: string | null;
};

/** What a dossier waits for; `null`: nothing that has a time. While the clock stands still, the citizen is waited for. */
export const awaitedOf = (waiting: Waiting): Awaited | null => {
  const { pending, submittedAt, receiveBy, supplementAsked, receivedAt, dueAt, stoppedSince } = waiting;
  if (!pending) return null;
  if (stoppedSince !== null) return { about: 'citizen', since: stoppedSince, by: null };
  if (receivedAt !== null && dueAt !== null)
    return { about: localDay(receivedAt) === localDay(dueAt) ? 'same-day' : 'due', since: receivedAt, by: dueAt };
  if (receivedAt !== null || submittedAt === null || receiveBy === null || supplementAsked) return null;
  return { about: 'reception', since: submittedAt, by: receiveBy };
};

/** A reminder on record: which step, counted from which time. */
export type Reminder = Pick<Extract<DossierEvent, { type: 'DossierReminded' }>['data'], 'about' | 'step' | 'kind' | 'countsFrom'> & {
  at: string;
};

/** The reminders on record after an event. */
export const remindersAfter = (reminders: readonly Reminder[], event: Recorded<DossierEvent>): readonly Reminder[] => {
  if (event.type !== 'DossierReminded') return reminders;
  const { about, step, kind, countsFrom } = event.data;
  return [...reminders, { about, step, kind, countsFrom, at: event.occurredAt }];
};

/** The last reminder of what a dossier waits for now. */
export const lastReminderOf = (reminders: readonly Reminder[], awaited: Awaited | null): Reminder | undefined => {
  if (awaited === null) return undefined;
  const { about, since, by } = awaited;
  return reminders.findLast((one) => one.about === about && (one.countsFrom === since || one.countsFrom === by));
};

/** Which dossiers a step of the schedule is about. */
export type Term = {
  about: Awaiting;
  /** What the step counts from. */
  from: 'since' | 'deadline';
  /** Steps after which it still comes; '' stands for none. */
  after: readonly string[];
  /** Instants: the time that it counts from lies after the first and not after the second. */
  later: string;
  until: string;
  /** Only those whose deadline has not passed at this instant. */
  openAt?: string | undefined;
};
