import type { DossierEvent } from '#events/dossier/events.ts';
import type { Recorded } from '#events/store/event.ts';
import type { ExplainedTime } from '#events/terms.ts';
import { type Count, countAfter, countedAt, countFrom, type Pause } from './clock.ts';

/**
 * The parts of a dossier of linked procedures (hồ sơ liên thông), told from its events: each has its own limit, due time
 * and result, and the dossier is settled when all are. Times of the dossier are those of its latest part.
 */
export type Part = { part: string; name: string; count: Count; dueAt: string; settledAt?: string; countedAt?: string };

type Received = Recorded<Extract<DossierEvent, { type: 'DossierReceived' }>>;

/** The parts of a dossier that is received; none where its procedure is one. */
export const partsFrom = ({ occurredAt, data: { parts = [] } }: Received): Part[] =>
  parts.map(({ part, name, limit, appointed }) => ({ part, name, count: countFrom(occurredAt, limit), dueAt: appointed.at }));

/** New due times of parts, where an event moves them. */
export const partsMovedBy = (event: Recorded<DossierEvent>): readonly { part: string; due: ExplainedTime }[] =>
  ('parts' in event.data && event.type !== 'DossierReceived' && event.data.parts) || [];

/** The parts after an event of a received dossier; `pause` ended with it. */
export const partsAfter = (parts: readonly Part[], receivedAt: string, event: Recorded<DossierEvent>, pause: Pause | null | undefined) => {
  if (event.type === 'PartSettled')
    return parts.map((one) => (one.part === event.data.part ? { ...one, settledAt: event.occurredAt, countedAt: countedAt(event) } : one));
  const moved = partsMovedBy(event);
  if (event.type === 'LateEntryConfirmed' && event.data.act === 'PartSettled') {
    const { partsOnTime = [] } = event.data;
    return parts.map((one) =>
      one.settledAt && partsOnTime.some(({ part }) => part === one.part) ? { ...one, countedAt: one.settledAt } : one,
    );
  }
  if (moved.length === 0) return parts;
  return parts.map((one) => {
    const due = moved.find(({ part }) => part === one.part)?.due;
    if (due === undefined) return one;
    return { ...one, count: countAfter(one.count, { receivedAt, dueAt: one.dueAt }, event, pause), dueAt: due.at };
  });
};

/** The parts without a result. */
export const openParts = (parts: readonly Part[]): Part[] => parts.filter(({ settledAt }) => settledAt === undefined);
