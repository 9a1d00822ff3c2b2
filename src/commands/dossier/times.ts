import {
  type Count,
  countAfter,
  countFrom,
  dueAfter,
  noStandstill,
  type Standstill,
  standstillAfter,
  stopEndedBy,
  stoppedSinceAfter,
} from '#domain/dossier/clock.ts';
import { type LateEntry, lateEntriesAfter } from '#domain/dossier/lateEntries.ts';
import type { Part } from '#domain/dossier/parts.ts';
import type { DossierEvent } from '#events/dossier/events.ts';
import type { Recorded } from '#events/store/event.ts';
import type { TimeLimit } from '#events/terms.ts';

/** The time of a dossier, also after its end: what was entered late may be confirmed then. */
export type Timed = {
  competentUnit: string;
  supplement: 'never' | 'outstanding' | 'given';
  /** Null before reception. */
  dueAt: string | null;
  /** Null where nothing waits for reception. */
  receiveBy: string | null;
  standstill: Standstill;
  /** Null while the clock runs. */
  stoppedSince: string | null;
  /** Null before reception. */
  count: Count | null;
  /** When it was settled: as stated, and when that was entered. */
  settled: { statedAt: string; countedAt: string } | null;
  lateEntries: LateEntry[];
};
type Times = Omit<Timed, 'competentUnit'>;

/** A dossier’s times before anything has happened. */
export const noTimes: Times = {
  supplement: 'never',
  dueAt: null,
  receiveBy: null,
  standstill: noStandstill,
  stoppedSince: null,
  count: null,
  settled: null,
  lateEntries: [],
};

/** The times alone. */
export const timesOf = (dossier: Timed): Timed => {
  const { competentUnit, supplement, dueAt, receiveBy, standstill, stoppedSince, count, settled, lateEntries } = dossier;
  return { competentUnit, supplement, dueAt, receiveBy, standstill, stoppedSince, count, settled, lateEntries };
};

/** What a limit is counted from, of a dossier that was received. */
type Counted = {
  receivedAt?: string;
  verificationLimit?: TimeLimit | undefined;
  parts?: readonly Part[];
  last?: { limit: TimeLimit; parts: readonly Part[] };
};

const countOnce = (before: Times & Counted, event: Recorded<DossierEvent>): Count | null => {
  if (event.type === 'DossierReceived') return countFrom(event.occurredAt, event.data.limit);
  const { count, dueAt, receivedAt, verificationLimit, standstill } = before;
  if (event.type === 'DossierProcedureCorrected') return countFrom(receivedAt ?? event.occurredAt, event.data.limit);
  // what had been counted before ended with it
  if (event.type === 'DossierReopened') return before.last ? countFrom(event.occurredAt, before.last.limit) : count;
  if (count === null || dueAt === null) return count;
  return countAfter(count, { receivedAt: receivedAt ?? dueAt, dueAt, verificationLimit }, event, stopEndedBy(standstill, event).pause);
};

/** The times of a dossier after an event, told from those before it. */
export const timesAfter = (
  before: Times & Counted,
  event: Recorded<DossierEvent>,
): Pick<Timed, 'dueAt' | 'standstill' | 'stoppedSince' | 'count' | 'lateEntries'> => {
  const { dueAt, receiveBy, standstill, stoppedSince, supplement, lateEntries } = before;
  const parts = before.parts ?? before.last?.parts ?? [];
  return {
    dueAt: dueAfter(dueAt, event),
    standstill: standstillAfter(standstill, event),
    stoppedSince: stoppedSinceAfter(stoppedSince, dueAt, event),
    count: countOnce(before, event),
    lateEntries: lateEntriesAfter(lateEntries, { dueAt, receiveBy, stoppedSince, supplementAsked: supplement !== 'never', parts }, event),
  };
};
