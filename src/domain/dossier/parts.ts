import type { DossierEvent } from '#events/dossier/events.ts';
import type { Result } from '#events/dossier/terms.ts';
import type { Recorded } from '#events/store/event.ts';
import type { ExplainedTime } from '#events/terms.ts';
import { type Count, countAfter, countedAt, countFrom, type Pause } from './clock.ts';

/**
 * The parts of a dossier of linked procedures (hồ sơ liên thông), told from its events: each has its own limit, due time
 * and result, and the dossier is settled when all are. Times of the dossier are those of its latest part.
 */
export type Part = {
  part: string;
  name: string;
  count: Count;
  dueAt: string;
  /** As stated, and when it was entered or confirmed. */
  settledAt?: string;
  countedAt?: string;
  /** Place of the settlement in the dossier’s life. */
  settledRevision?: number;
  result?: Result;
};

type Bound = Extract<DossierEvent, { type: 'DossierReceived' | 'DossierProcedureCorrected' }>;

/** Whether an event binds a dossier to a procedure, and with it to the parts that this has. */
export const bindsParts = (event: Recorded<DossierEvent>): event is Recorded<Bound> =>
  event.type === 'DossierReceived' || event.type === 'DossierProcedureCorrected';

/** The parts that a dossier received at a time is bound to; none where its procedure is one. */
export const partsFrom = ({ parts = [] }: Bound['data'], receivedAt: string): Part[] =>
  parts.map(({ part, name, limit, appointed }) => ({ part, name, count: countFrom(receivedAt, limit), dueAt: appointed.at }));

/** New due times of parts, where an event moves them. */
export const partsMovedBy = (event: Recorded<DossierEvent>): readonly { part: string; due: ExplainedTime }[] =>
  ('parts' in event.data && !bindsParts(event) && event.data.parts) || [];

/** The parts after an event of a received dossier; `pause` ended with it. */
export const partsAfter = (parts: readonly Part[], receivedAt: string, event: Recorded<DossierEvent>, pause: Pause | null | undefined) => {
  if (bindsParts(event)) return partsFrom(event.data, receivedAt);
  const only = (part: string | undefined, change: Partial<Part>) => parts.map((one) => (one.part === part ? { ...one, ...change } : one));
  if (event.type === 'PartSettled') {
    const { part, result } = event.data;
    return only(part, { settledAt: event.occurredAt, countedAt: countedAt(event), settledRevision: event.revision, result });
  }
  if (event.type === 'ResultCorrected' || event.type === 'ResultReplaced') return only(event.data.part, { result: event.data.result });
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

/** Whether a part was settled last, so that the dossier's own result repeats its. */
export const isSettledLast = (parts: readonly Part[], { settledRevision = -1 }: Part): boolean =>
  parts.every((one) => one.settledRevision !== undefined && one.settledRevision <= settledRevision);
