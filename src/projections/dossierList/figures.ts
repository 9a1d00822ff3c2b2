import { type Kysely, type RawBuilder, sql } from 'kysely';
import { dayBefore } from '#domain/time/localDay.ts';
import { rule21 } from './index766.ts';
import { closedSince, rowsThen, type Then } from './past.ts';
import { type DossierRow, dossierView, type Flow } from './view.ts';

/** Days, both included, and the moment that "now" is. */
type Period = { from: string; to: string; now: string };
type Condition = RawBuilder<unknown>;
/** Which dossiers a figure counts, since when each is in that state (the longest first), and for which of its places. */
type OfDossiers = { counts: (period: Period) => Condition; since: string; standing?: true; place?: keyof DossierRow };
/** What a dossier came to on a day, each time that it did: on the course it is on, and on those before it was reopened. */
type OfCourses = { day: string; more?: (of: Column) => Condition; since: string; earlierOnly?: true };
type Figure = OfDossiers | OfCourses;
/** A column of the course looked at. */
type Column = (name: string) => Condition;

const on = (column: string | Condition, { from, to }: Pick<Period, 'from' | 'to'>) =>
  sql`${typeof column === 'string' ? sql.ref(column) : column} between ${from}::date and ${to}::date`;
const columnsOfCourse = sql.raw(
  [
    ...['settled_on', 'returned_on', 'closed_on', 'reopened_on'].map((name) => `${name} date`),
    ...['settled_at', 'returned_at', 'ended_at', 'due_at', 'reopened_at'].map((name) => `${name} timestamptz`),
    'status text, on_time boolean, on_time_as_stated boolean, after_closing jsonb',
  ].join(', '),
);
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
const closed = (entry: Flow, column: Condition = sql.ref('after_closing')): Condition => sql`to_jsonb(${column}) ? ${entry}`;
const settled = (more?: OfCourses['more'], since = 'settled_at'): OfCourses => ({ day: 'settled_on', since, ...(more && { more }) });
const inTime = (of: Column): Condition => of('on_time');
const tooLate = (of: Column): Condition => sql`not ${of('on_time')}`;
const settledAfterClosing = (more: (of: Column) => Condition = () => sql`true`, since?: string): OfCourses =>
  settled((of) => sql`${more(of)} and ${closed('settled', of('after_closing'))}`, since);
const endedAs = (status: 'refused' | 'withdrawn' | 'stopped', more: (of: Column) => Condition = () => sql`true`): OfCourses => ({
  day: 'closed_on',
  more: (of) => sql`${of('status')} = ${status} and ${more(of)}`,
  since: 'ended_at',
});
const endedAfterClosing = (status: 'refused' | 'withdrawn' | 'stopped'): OfCourses =>
  endedAs(status, (of) => closed('ended', of('after_closing')));

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
  settled: settled(),
  onTime: settled(inTime),
  late: settled(tooLate, 'due_at'),
  onTimeAsStated: settled((of) => of('on_time_as_stated')),
  returned: { day: 'returned_on', since: 'returned_at' },
  refused: endedAs('refused'),
  withdrawn: endedAs('withdrawn'),
  stopped: endedAs('stopped'),
  reopened: { day: 'reopened_on', since: 'reopened_at', earlierOnly: true },
  'afterClosing.submitted': {
    counts: (period) => sql`(${on('entered_on', period)} and submitted_at is not null and channel <> 'direct' and ${closed('entered')})`,
    since: 'submitted_at',
  },
  'afterClosing.received': { counts: receivedAnd(closed('received')), since: 'received_at' },
  'afterClosing.settled': settledAfterClosing(),
  'afterClosing.onTime': settledAfterClosing(inTime),
  'afterClosing.late': settledAfterClosing(tooLate, 'due_at'),
  'afterClosing.returned': { day: 'returned_on', more: (of) => closed('returned', of('after_closing')), since: 'returned_at' },
  'afterClosing.refused': endedAfterClosing('refused'),
  'afterClosing.withdrawn': endedAfterClosing('withdrawn'),
  'afterClosing.stopped': endedAfterClosing('stopped'),
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
type Key = readonly [since: string, dossierId: string, course: number];

/** Where the dossiers of a figure are looked for among those of now, when it is asked about a moment. */
const soughtFor = (name: FigureName, { from, to }: Period): Parameters<typeof rowsThen>[1] => {
  const figure: Figure = figures[name];
  if ('counts' in figure && figure.standing) return { open: true };
  if (name.startsWith('index766')) return { open: { closedFrom: from } };
  if (name.startsWith('received')) return { where: on('d.received_on', { from, to }) };
  return 'day' in figure && figure.day !== 'returned_on' ? { where: closedSince(from) } : {};
};

/** Courses in which a figure looks: the columns of the present one (0), and of those before a reopening, from 1. */
const placesOf = (figure: Figure, period: Period, official: boolean, dossiers: Condition) => {
  const begun = (since: Condition) => sql`coalesce(${since}, entered_at)`;
  const present = { from: sql`${dossiers} as dossier`, course: sql`0::bigint` };
  if ('counts' in figure) return [{ ...present, holds: figure.counts(period), since: begun(sql.ref(figure.since)) }];
  const { day, more = () => sql`true`, since, earlierOnly } = figure;
  const holdsIn = (of: Column) => sql`(${on(of(day), period)} and ${more(of)})`;
  const own: Column = (name) => sql.ref(`dossier.${name}`);
  const earlier: Column = (name) => sql.ref(`course.${name}`);
  const before = sql`${dossiers} as dossier cross join lateral rows from (jsonb_to_recordset(earlier) as (${columnsOfCourse}))
    with ordinality as course`;
  return [
    ...(earlierOnly ? [] : [{ ...present, holds: holdsIn(own), since: begun(own(since)) }]),
    // what an official settled is counted as it stands now
    ...(official ? [] : [{ from: before, course: sql`course.ordinality`, holds: holdsIn(earlier), since: begun(earlier(since)) }]),
  ];
};

/**
 * The dossiers that a figure of the workload counts, as it counts them, those longest in that state first. One that came
 * to the same twice in the period, having been reopened, is counted and listed twice.
 */
export const dossiersCounted = async (
  db: Kysely<any>,
  { figure, units, procedures, unit, procedure, official, from, to }: FigureQuestion,
  now: string,
  { limit, after }: { limit: number; after?: Key | undefined },
  then?: Then,
) => {
  const asked: Figure = figures[figure];
  const { standing, place: ofPlace = 'competent_unit' } = 'counts' in asked ? asked : ({} as Partial<OfDossiers>);
  const period = { from, to, now };
  const held = official !== undefined && standing === true;
  const place = sql.ref(held ? 'holder_unit' : ofPlace);
  const conditions = [
    units !== 'all' && sql`${place} = any(${units}::text[])`,
    procedures !== 'all' && sql`procedure = any(${procedures}::text[])`,
    unit !== undefined && sql`${place} = ${unit}`,
    procedure !== undefined && sql`procedure = ${procedure}`,
    official !== undefined && !held && on('dossier.settled_on', period),
    official !== undefined && sql`${sql.ref(held ? 'holder_official' : 'settled_by')} = ${official}`,
  ].filter((condition) => condition !== false);
  const dossiers = then === undefined ? sql`read.dossier_list` : rowsThen(then, soughtFor(figure, period));
  const branches = placesOf(asked, period, official !== undefined, dossiers).map((one) => {
    const following =
      after === undefined
        ? []
        : [sql`(${one.since}, dossier_id, ${one.course}) > (${after[0]}::timestamptz, ${after[1]}, ${after[2]}::bigint)`];
    const where = sql.join([one.holds, ...conditions, ...following], sql` and `);
    return sql`(select dossier.*, ${one.since} as since, ${one.course}::int as course from ${one.from}
      where ${where} order by since, dossier_id, course limit ${limit})`;
  });
  const { rows } = await sql<DossierRow & { since: string; course: number }>`
    select * from (${sql.join(branches, sql` union all `)}) as listed order by since, dossier_id, course limit ${limit}`.execute(db);
  return rows.map((row) => ({
    ...dossierView(row, now),
    since: row.since,
    earlierCourse: row.course > 0,
    place: [row.since, row.dossier_id, row.course] as Key,
  }));
};
