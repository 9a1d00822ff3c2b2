import { type Kysely, type RawBuilder, sql } from 'kysely';
import { dayBefore } from '#domain/time/localDay.ts';
import { rule21 } from './index766.ts';
import { type DossierRow, dossierView, type Flow } from './view.ts';

/** Days, both included, and the moment that "now" is. */
type Period = { from: string; to: string; now: string };
type Condition = RawBuilder<unknown>;
/** Which dossiers a figure counts, since when each is in that state (the longest first), and for which of its places. */
type Figure = { counts: (period: Period) => Condition; since: string; standing?: true; place?: keyof DossierRow };

const on = (column: string, { from, to }: Period) => sql`${sql.ref(column)} between ${from}::date and ${to}::date`;
const columnsOfCourse = sql`settled_on date, returned_on date, closed_on date, status text, on_time boolean, on_time_as_stated boolean, after_closing jsonb`;
/** Holds of how the dossier went, or of how it went before it was reopened: what was counted then stays counted. */
const course =
  (day: string, more: Condition = sql`true`) =>
  (period: Period): Condition => {
    const holds = sql`${on(day, period)} and ${more}`;
    return sql`((${holds}) or exists (select 1 from jsonb_to_recordset(earlier) as course(${columnsOfCourse}) where ${holds}))`;
  };
/** Owed at the end of a day: it had come in, and every ending by then was undone by then. */
const openAfter = (day: string): Condition =>
  sql`(entered_on <= ${day}::date and 1 - (closed_on is not null and closed_on <= ${day}::date)::int + (
    select count(*) filter (where (course->>'reopened_on')::date <= ${day}::date)
      - count(*) filter (where (course->>'closed_on')::date <= ${day}::date)
    from jsonb_array_elements(earlier) as course) > 0)`;
const receivedAnd =
  (more: Condition) =>
  (period: Period): Condition =>
    sql`(${on('received_on', period)} and ${more})`;

/** Entered for its day after its month had been closed; `to_jsonb`: the row keeps an array, an earlier course JSON. */
const closed = (entry: Flow): Condition => sql`to_jsonb(after_closing) ? ${entry}`;
const endedAs = (status: 'refused' | 'withdrawn' | 'stopped'): Condition => sql`status = ${status}`;

/** Dossiers that rule 2.1 counts in the period, and of these those for which more holds. */
const byRule =
  (holds: (rule: ReturnType<typeof rule21>) => Condition) =>
  (period: Period): Condition => {
    const rule = rule21(period);
    return sql`(${rule.counts} and (closed_on is null or closed_on >= ${period.from}::date) and coalesce(${holds(rule)}, false))`;
  };

/** The figures of the workload that count dossiers, by the names they have there, with a dot before one in an object. */
export const figures = {
  submitted: {
    counts: (period) => sql`(${on('entered_on', period)} and submitted_at is not null and channel <> 'direct')`,
    since: 'submitted_at',
  },
  received: { counts: receivedAnd(sql`true`), since: 'received_at' },
  receivedDirect: { counts: receivedAnd(sql`channel = 'direct'`), since: 'received_at' },
  receivedOnline: { counts: receivedAnd(sql`channel = 'online'`), since: 'received_at' },
  receivedPostal: { counts: receivedAnd(sql`channel = 'postal'`), since: 'received_at' },
  receivedElsewhere: { counts: receivedAnd(sql`received_elsewhere`), since: 'received_at' },
  receivedForOthers: { counts: receivedAnd(sql`received_elsewhere`), since: 'received_at', place: 'place_of_receipt' },
  receivedLate: { counts: receivedAnd(sql`received_late`), since: 'receive_by' },
  settled: { counts: course('settled_on'), since: 'settled_at' },
  onTime: { counts: course('settled_on', sql`on_time`), since: 'settled_at' },
  late: { counts: course('settled_on', sql`not on_time`), since: 'due_at' },
  onTimeAsStated: { counts: course('settled_on', sql`on_time_as_stated`), since: 'settled_at' },
  returned: { counts: course('returned_on'), since: 'returned_at' },
  refused: { counts: course('closed_on', endedAs('refused')), since: 'ended_at' },
  withdrawn: { counts: course('closed_on', endedAs('withdrawn')), since: 'ended_at' },
  stopped: { counts: course('closed_on', endedAs('stopped')), since: 'ended_at' },
  reopened: {
    counts: (period) =>
      sql`exists (select 1 from jsonb_to_recordset(earlier) as course(reopened_on date) where ${on('reopened_on', period)})`,
    since: 'reopened_at',
  },
  'afterClosing.submitted': {
    counts: (period) => sql`(${on('entered_on', period)} and submitted_at is not null and channel <> 'direct' and ${closed('entered')})`,
    since: 'submitted_at',
  },
  'afterClosing.received': { counts: receivedAnd(closed('received')), since: 'received_at' },
  'afterClosing.settled': { counts: course('settled_on', closed('settled')), since: 'settled_at' },
  'afterClosing.onTime': { counts: course('settled_on', sql`on_time and ${closed('settled')}`), since: 'settled_at' },
  'afterClosing.late': { counts: course('settled_on', sql`not on_time and ${closed('settled')}`), since: 'due_at' },
  'afterClosing.returned': { counts: course('returned_on', closed('returned')), since: 'returned_at' },
  'afterClosing.refused': { counts: course('closed_on', sql`${endedAs('refused')} and ${closed('ended')}`), since: 'ended_at' },
  'afterClosing.withdrawn': { counts: course('closed_on', sql`${endedAs('withdrawn')} and ${closed('ended')}`), since: 'ended_at' },
  'afterClosing.stopped': { counts: course('closed_on', sql`${endedAs('stopped')} and ${closed('ended')}`), since: 'ended_at' },
  'index766.dossiers': { counts: byRule(() => sql`true`), since: 'due_at' },
  'index766.onTime': { counts: byRule(({ onTime }) => onTime), since: 'due_at' },
  'index766.onTimeAsStated': { counts: byRule(({ onTimeAsStated }) => onTimeAsStated), since: 'due_at' },
  openAtStart: { counts: ({ from }) => openAfter(dayBefore(from)), since: 'entered_at' },
  openAtEnd: { counts: ({ to }) => openAfter(to), since: 'entered_at' },
  open: { counts: () => sql`pending`, since: 'entered_at', standing: true },
  overdue: {
    counts: ({ now }) => sql`(pending and due_at < coalesce(clock_stopped_since, ${now}::timestamptz))`,
    since: 'due_at',
    standing: true,
  },
  waitingForCitizen: { counts: () => sql`(pending and clock_stopped_since is not null)`, since: 'clock_stopped_since', standing: true },
  receptionOverdue: {
    counts: ({ now }) => sql`(pending and status = 'registered' and supplement = 'none' and receive_by < ${now}::timestamptz)`,
    since: 'receive_by',
    standing: true,
  },
} as const satisfies Record<string, Figure>;
export type FigureName = keyof typeof figures;
export const figureNames = Object.keys(figures) as FigureName[];

/** The figure of a line of the workload; null where it is not asked there. */
export const figureIn = (line: object, name: FigureName): number | null => {
  const found = name.split('.').reduce<unknown>((value, key) => (value as Record<string, unknown> | null)?.[key], line);
  return typeof found === 'number' ? found : null;
};

export type FigureQuestion = {
  figure: FigureName;
  /** Units the reader may ask about, and the procedures. */
  units: readonly string[] | 'all';
  procedures: readonly string[] | 'all';
  unit?: string | undefined;
  procedure?: string | undefined;
  /** Who settled it, or, of what is owed now, who holds it. */
  official?: string | undefined;
  from: string;
  to: string;
};
type Key = readonly [since: string, dossierId: string];

/** The dossiers that a figure of the workload counts, as it counts them, those longest in that state first. */
export const dossiersCounted = async (
  db: Kysely<any>,
  { figure, units, procedures, unit, procedure, official, from, to }: FigureQuestion,
  now: string,
  { limit, after }: { limit: number; after?: Key | undefined },
) => {
  const { counts, since, standing, place: ofPlace = 'competent_unit' } = figures[figure] as Figure;
  const held = official !== undefined && standing === true;
  const place = sql.ref(held ? 'holder_unit' : ofPlace);
  const begun = sql`coalesce(${sql.ref(since)}, entered_at)`;
  const conditions = [
    counts({ from, to, now }),
    units !== 'all' && sql`${place} = any(${units}::text[])`,
    procedures !== 'all' && sql`procedure = any(${procedures}::text[])`,
    unit !== undefined && sql`${place} = ${unit}`,
    procedure !== undefined && sql`procedure = ${procedure}`,
    // what an official settled is counted as it stands now
    official !== undefined && !held && on('settled_on', { from, to, now }),
    official !== undefined && sql`${sql.ref(held ? 'holder_official' : 'settled_by')} = ${official}`,
    after !== undefined && sql`(${begun}, dossier_id) > (${after[0]}::timestamptz, ${after[1]})`,
  ].filter((condition) => condition !== false);
  const { rows } = await sql<DossierRow & { since: string }>`select *, ${begun} as since from read.dossier_list
    where ${sql.join(conditions, sql` and `)} order by since, dossier_id limit ${limit}`.execute(db);
  return rows.map((row) => ({ ...dossierView(row, now), since: row.since, place: [row.since, row.dossier_id] as Key }));
};
