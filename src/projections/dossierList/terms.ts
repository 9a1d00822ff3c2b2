import type { Kysely } from 'kysely';
import { type Awaited, awaitedOf, lastReminderOf, type Term } from '#domain/dossier/reminders.ts';
import type { Awaiting } from '#events/dossier/terms.ts';
import { defineFields, hidden, type RowOfFields } from '#projections/daemon/fields.ts';
import { derivedTable } from '#projections/daemon/projection.ts';
import type { DossierRow } from './view.ts';

const fields = {
  dossier_id: hidden('text'),
  counts_from: hidden<'text', Term['from']>('text'),
  about: hidden<'text', Awaiting>('text'),
  /** Last step of the schedule that reminded of it; empty: none. */
  reminded: hidden('text'),
  time: hidden('timestamptz'),
  due_by: hidden('timestamptz?'),
};
export type TermRow = RowOfFields<typeof fields>;

const awaited = (dossier: DossierRow): Awaited | null =>
  awaitedOf({
    pending: dossier.pending,
    submittedAt: dossier.submitted_at,
    receiveBy: dossier.receive_by,
    supplementAsked: dossier.supplement !== 'none',
    receivedAt: dossier.reopened_at ?? dossier.received_at,
    dueAt: dossier.due_at,
    stoppedSince: dossier.clock_stopped_since,
  });

/** Since when a dossier is due to be stopped, because the term for the citizen has run; `null`: it is not. */
export const stopDueSince = (dossier: DossierRow): string | null => {
  if (dossier.reminders === null) return null;
  const last = lastReminderOf(dossier.reminders, awaited(dossier));
  return last?.kind === 'due-to-be-stopped' ? last.at : null;
};

/** Times that steps of the schedule may count from, by what is waited for: one row each. */
const timesOf = ({ about, since, by }: Awaited): readonly (readonly [Term['from'], string])[] => {
  if (about === 'citizen') return [['since', since]];
  const deadline = by === null ? [] : [['deadline', by] as const];
  return about === 'reception' ? [['since', since], ...deadline] : deadline;
};

/** Nobody is to be reminded of what a simulation made up. */
const termsOf = (dossier: DossierRow | undefined): TermRow[] => {
  const term = dossier === undefined || dossier.simulated ? null : awaited(dossier);
  if (dossier === undefined || term === null) return [];
  const reminded = lastReminderOf(dossier.reminders ?? [], term)?.step ?? '';
  const same = { dossier_id: dossier.dossier_id, about: term.about, reminded, due_by: term.by };
  return timesOf(term).map(([counts_from, time]) => ({ ...same, counts_from, time }));
};

const isSame = (a: TermRow | undefined, b: TermRow | undefined): boolean =>
  a?.about === b?.about && a?.reminded === b?.reminded && a?.time === b?.time && a?.due_by === b?.due_by;
const from = (terms: readonly TermRow[], time: unknown): TermRow | undefined => terms.find((term) => term.counts_from === time);

/** What every open dossier waits for, in order of time: what is to be reminded of is found without looking at others. */
export const termIndex = derivedTable({
  from: 'dossier_list',
  columns: defineFields(fields).columns,
  primaryKey: ['dossier_id', 'counts_from'],
  indexes: [['about', 'counts_from', 'reminded', 'time']],
  keys: ({ before, after }: { before: DossierRow | undefined; after: DossierRow | undefined }) => {
    const [old, now] = [termsOf(before), termsOf(after)];
    const times = [...new Set([...old, ...now].map((term) => term.counts_from))];
    return times
      .filter((time) => !isSame(from(old, time), from(now, time)))
      .map((time) => [(after ?? before)?.dossier_id ?? '', time] as const);
  },
  evolve: (_, { after }, [, time]) => from(termsOf(after), time),
});

type Db = Kysely<{ dossier_terms: TermRow }>;

/** Asks for dossiers to be reminded of; what narrows them is what the index is ordered by, so that only what is due is read. */
export const termQuery = (db: Db, { about, from: countsFrom, after, later, until, openAt = later }: Term, limit: number) =>
  db
    .selectFrom('dossier_terms')
    .select(['dossier_id as dossierId', 'time as countsFrom'])
    .where('about', '=', about)
    .where('counts_from', '=', countsFrom)
    .where('reminded', 'in', after)
    .where('time', '>', countsFrom === 'deadline' && openAt > later ? openAt : later)
    .where('time', '<=', until)
    .$if(openAt > later && countsFrom === 'since', (query) => query.where('due_by', '>', openAt))
    .orderBy('time')
    .limit(limit);

/** Dossiers to be reminded of, the longest waiting first: at most `limit`. */
export const dossiersToRemind = async (db: Db, term: Term, limit: number): Promise<{ dossierId: string; countsFrom: string }[]> =>
  termQuery(db, term, limit).execute();
