import { dayAfter, endOfDay, localDay } from '#domain/time/localDay.ts';
import type { DutyRow, Missing } from './projection.ts';

/**
 * Where a duty stood at a moment. `overdue`: not fulfilled although the deadline had passed, whether or not that had been recorded yet;
 * `reopened`: fulfilled once and not any more, before the deadline.
 */
export type Standing = {
  state: 'open' | 'reopened' | 'overdue' | 'fulfilled';
  /** Since when it had been in that state. */
  since: string;
  /** Fulfilled after its deadline. */
  fulfilledLate: boolean;
};

/** The state of a duty at a moment, from its row as of that moment. */
export const standingOf = (row: DutyRow, moment: string): Standing => {
  const { fulfilled_at, deadline, reopened_at, assigned_at } = row;
  if (fulfilled_at !== null) return { state: 'fulfilled', since: fulfilled_at, fulfilledLate: fulfilled_at > deadline };
  const unfulfilledSince = reopened_at ?? assigned_at;
  const fulfilledLate = false;
  // whatever happened at the very moment of the deadline is known: it was not fulfilled in time
  if (deadline <= moment) return { state: 'overdue', since: deadline > unfulfilledSince ? deadline : unfulfilledSince, fulfilledLate };
  return { state: reopened_at === null ? 'open' : 'reopened', since: unfulfilledSince, fulfilledLate };
};

/** How many duties stood how at the end of a day; on the last day at the moment asked about. */
export type Day = { day: string; open: number; overdue: number; fulfilled: number; reopened: number };

type Past = readonly { at: string; row: DutyRow | null }[];

const rowAt = (past: Past, at: string): DutyRow | null | undefined => {
  const later = past.findIndex((one) => one.at > at);
  return (later < 0 ? past : past.slice(0, later)).at(-1)?.row;
};

/** The progress of duties from day to day, both included, no later than the moment; `pasts`: the states each duty has had, oldest first. */
export const daysOf = (pasts: readonly Past[], { from, to, moment }: { from: string; to: string; moment: string }): Day[] => {
  const days: Day[] = [];
  const last = localDay(moment) < to ? localDay(moment) : to;
  for (let day = from; day <= last; day = dayAfter(day)) {
    const end = endOfDay(day) < moment ? endOfDay(day) : moment;
    const counts: Day = { day, open: 0, overdue: 0, fulfilled: 0, reopened: 0 };
    for (const past of pasts) {
      const row = rowAt(past, end);
      if (row) counts[standingOf(row, end).state] += 1;
    }
    days.push(counts);
  }
  return days;
};

/** One turn in the life of a duty. */
export type Change = {
  position: number;
  at: string;
  dutyId: string;
  what:
    | 'assigned'
    | 'deadline-moved'
    | 'fulfilled'
    | 'reopened'
    | 'fell-overdue'
    | 'evidence-handed-in'
    | 'evidence-accepted'
    | 'evidence-returned'
    | 'urged';
  lines: string[];
};

const texts = (missing: readonly Missing[]): string[] => missing.map(({ text }) => text);

const turnOf = (before: DutyRow | undefined, after: DutyRow): Pick<Change, 'what' | 'lines'> => {
  if (before === undefined) return { what: 'assigned', lines: [] };
  if (after.fulfilled_at !== null && before.fulfilled_at === null) return { what: 'fulfilled', lines: after.lines };
  if (after.reopened > before.reopened) return { what: 'reopened', lines: texts(after.missing) };
  if (after.deadline !== before.deadline) return { what: 'deadline-moved', lines: [before.deadline, after.deadline] };
  if (after.urged > before.urged) return { what: 'urged', lines: [] };
  if (after.evidence.length > before.evidence.length) return { what: 'evidence-handed-in', lines: [after.evidence.at(-1)?.text ?? ''] };
  const decided = after.evidence.find((one, index) => one.state !== before.evidence[index]?.state);
  if (decided !== undefined)
    return { what: decided.state === 'accepted' ? 'evidence-accepted' : 'evidence-returned', lines: [decided.words ?? ''] };
  return { what: 'fell-overdue', lines: texts(after.missing) };
};

/** What happened to a duty, oldest first, from the states it has had. */
export const changesIn = (past: readonly { position: number; at: string; row: DutyRow | null }[]): Change[] => {
  const rows = past.flatMap(({ position, at, row }) => (row === null ? [] : [{ position, at, row }]));
  return rows.map(({ position, at, row }, index) => ({ position, at, dutyId: row.duty_id, ...turnOf(rows[index - 1]?.row, row) }));
};
