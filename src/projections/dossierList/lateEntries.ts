import { type Kysely, sql } from 'kysely';
import { z } from 'zod';
import { LateEntry, type LateEntryState, lateEntryStates } from '#domain/dossier/lateEntries.ts';
import { DossierId, Instant, OfficialId, PartyId, ProcedureCode } from '#events/terms.ts';
import { matching } from '#projections/daemon/matching.ts';
import type { LateEntryRow } from './lateEntryIndex.ts';

type Db = Kysely<{ late_entries: LateEntryRow }>;

/** One line of the index of late entries. */
export const IndexedLateEntry = z
  .object({
    dossierId: DossierId,
    code: z.string().nullable().describe('Dossier code; null before reception.'),
    procedure: ProcedureCode,
    competentUnit: PartyId,
    ...LateEntry.omit({ pauseEndedAt: true }).shape,
    unit: PartyId.describe('Center for which it was entered; its head confirms.'),
    lateMinutes: z.int().describe('Minutes between when it happened, as stated, and when it was entered.'),
  })
  .meta({ id: 'IndexedLateEntry', description: 'An act entered after it happened, in the index of all.' });
type IndexedLateEntry = z.infer<typeof IndexedLateEntry>;

export type LateEntryQuestion = {
  /** Units the reader may ask about: those that entered it, or for which the dossier counts. */
  units: readonly string[] | 'all';
  unit?: string | undefined;
  actor?: string | undefined;
  official?: string | undefined;
  act?: LateEntry['act'] | undefined;
  /** Days of entry, both included. */
  from?: string | undefined;
  to?: string | undefined;
  state?: LateEntryState | undefined;
  /** Whether a time had passed when it was entered, and had not when it happened as stated. */
  crossed?: boolean | undefined;
  afterClosing?: boolean | undefined;
  outsideHours?: boolean | undefined;
};

/** Entered for a unit, or about a dossier that counts for it. */
const concerning = (query: ReturnType<Db['selectFrom']> | any, units: readonly string[]) =>
  query.where(sql<boolean>`(unit = any(${units}::text[]) or competent_unit = any(${units}::text[]))`);

const asked = (db: Db, question: LateEntryQuestion) => {
  const { units, unit, actor, official, act, from, to, state, crossed, afterClosing, outsideHours } = question;
  let query = db
    .selectFrom('late_entries')
    .where(matching<LateEntryRow>({ actor, official, act, state, after_closing: afterClosing, outside_hours: outsideHours }));
  if (units !== 'all') query = concerning(query, units);
  if (unit !== undefined) query = concerning(query, [unit]);
  if (from !== undefined) query = query.where('entered_on', '>=', from);
  if (to !== undefined) query = query.where('entered_on', '<=', to);
  if (crossed !== undefined) query = query.where('deadline_at', crossed ? 'is not' : 'is', null);
  return query;
};

type Key = readonly [enteredAt: string, dossierId: string, revision: number];

/** Late entries that fit, the latest entered first. */
export const lateEntries = async (
  db: Db,
  question: LateEntryQuestion,
  { limit, after }: { limit: number; after?: Key | undefined },
): Promise<IndexedLateEntry[]> => {
  let query = asked(db, question).selectAll();
  if (after !== undefined) query = query.where((eb) => eb(eb.refTuple('entered_at', 'dossier_id', 'revision'), '<', eb.tuple(...after)));
  const rows = await query.orderBy('entered_at', 'desc').orderBy('dossier_id', 'desc').orderBy('revision', 'desc').limit(limit).execute();
  return rows.map((row) => ({
    dossierId: row.dossier_id,
    code: row.code,
    procedure: row.procedure,
    competentUnit: row.competent_unit,
    revision: row.revision,
    act: row.act,
    part: row.part,
    unit: row.unit,
    actor: row.actor,
    official: row.official,
    occurredAt: row.occurred_at,
    enteredAt: row.entered_at,
    lateMinutes: row.late_minutes,
    reason: row.reason,
    outsideHours: row.outside_hours,
    afterClosing: row.after_closing,
    bearsOn: row.bears_on,
    deadlineAt: row.deadline_at,
    state: row.state,
    decision: row.decision,
  }));
};

const count = (description: string) => z.int().describe(description);
/** How often somebody entered acts late. */
export const LateEntriesOfActor = z
  .object({
    actor: z.string().describe('Who entered them.'),
    officials: z.array(OfficialId).describe('Officials as whom the actor entered them.'),
    entries: count('Acts entered after they happened.'),
    dossiers: count('Dossiers concerned.'),
    longestMinutes: count('Minutes between act and entry, the longest.'),
    medianMinutes: z.number().describe('The same, the median.'),
    crossed: count('Those that crossed a deadline: it had passed when they were entered, and had not as stated.'),
    crossedDue: count('Of these, due times.'),
    crossedReception: count('Of these, times to receive by.'),
    ...(Object.fromEntries(lateEntryStates.map((state) => [state, count(`Those that are ${state}.`)])) as Record<LateEntryState, z.ZodInt>),
    afterClosing: count('Those entered after their month had been closed.'),
    outsideHours: count('Those said to have happened outside working hours.'),
    lastEnteredAt: Instant,
  })
  .meta({ id: 'LateEntriesOfActor', description: 'How often, by how long and across which deadlines somebody entered acts late.' });
type LateEntriesOfActor = z.infer<typeof LateEntriesOfActor>;

/** Late entries that fit, by who entered them, in order of the actor. */
export const lateEntriesByActor = async (
  db: Db,
  question: LateEntryQuestion,
  { limit, after }: { limit: number; after?: string | undefined },
): Promise<LateEntriesOfActor[]> => {
  let query = asked(db, question);
  if (after !== undefined) query = query.where('actor', '>', after);
  const counted = (condition: ReturnType<typeof sql>) => sql<number>`count(*) filter (where ${condition})::int`;
  return query
    .select([
      'actor',
      sql<string[]>`coalesce(array_agg(distinct official) filter (where official is not null), '{}')`.as('officials'),
      sql<number>`count(*)::int`.as('entries'),
      sql<number>`count(distinct dossier_id)::int`.as('dossiers'),
      sql<number>`max(late_minutes)`.as('longestMinutes'),
      sql<number>`percentile_cont(0.5) within group (order by late_minutes)`.as('medianMinutes'),
      counted(sql`deadline_at is not null`).as('crossed'),
      counted(sql`deadline_at is not null and bears_on in ('due', 'pause')`).as('crossedDue'),
      counted(sql`deadline_at is not null and bears_on = 'reception'`).as('crossedReception'),
      counted(sql`state = 'noted'`).as('noted'),
      counted(sql`state = 'unconfirmed'`).as('unconfirmed'),
      counted(sql`state = 'confirmed'`).as('confirmed'),
      counted(sql`state = 'declined'`).as('declined'),
      counted(sql`after_closing`).as('afterClosing'),
      counted(sql`outside_hours`).as('outsideHours'),
      sql<string>`max(entered_at)`.as('lastEnteredAt'),
    ])
    .groupBy('actor')
    .orderBy('actor')
    .limit(limit)
    .execute();
};
