import { type Kysely, type RawBuilder, sql } from 'kysely';
import { localDay } from '#domain/time/localDay.ts';
import type { AsOf } from '#projections/daemon/history.ts';
import { partOf } from './changes.ts';
import { counterNames } from './counts.ts';
import { columns, type DossierRow } from './view.ts';

type Condition = RawBuilder<unknown>;

/** Columns that no event changes after the dossier came in: conditions on them, and orders by them, are met by indexes. */
const lasting = ['dossier_id', 'channel', 'competent_unit', 'entered_at', 'entered_on', 'entered_position', 'simulated'];
const columnsThen = sql.join(Object.keys(columns).map((name) => sql.ref(`${lasting.includes(name) ? 'd' : 'was'}.${name}`)));

/** Whether a change came after a moment. */
const isLater = (change: string, asOf: AsOf): Condition => {
  const later = [
    ...('position' in asOf ? [sql`${sql.ref(`${change}.position`)} > ${asOf.position}`] : []),
    ...('at' in asOf ? [sql`${sql.ref(`${change}.at`)} > ${asOf.at}::timestamptz`] : []),
  ];
  return sql`(${sql.join(later, sql` or `)})`;
};

/** Whether a dossier had come in. */
const hadEntered = (asOf: AsOf): Condition =>
  sql.join(
    [
      ...('position' in asOf ? [sql`d.entered_position <= ${asOf.position}`] : []),
      ...('at' in asOf ? [sql`d.entered_at <= ${asOf.at}::timestamptz`] : []),
    ],
    sql` and `,
  );

/** A moment that lists and counts are asked about; `latest`: no dossier of what is asked came in after this instant. */
export type Then = { asOf: AsOf; latest: string | undefined };

/** The moment that lists and counts are asked about; `undefined`: now. */
export const thenOf = async (db: Kysely<any>, asOf: AsOf | undefined): Promise<Then | undefined> => {
  if (asOf === undefined) return undefined;
  if (!('position' in asOf)) return { asOf, latest: asOf.at };
  const row = await db
    .selectFrom('dossier_entries')
    .select((eb) => eb.fn.max<string>('latest').as('latest'))
    .where('part', '<=', partOf(asOf.position))
    .executeTakeFirst();
  return { asOf, latest: row?.latest ?? undefined };
};

/** Where the rows of a moment are looked for. Each says of the row of now what holds for every row that is asked for. */
type Sought = {
  /** Only dossiers in which this unit ever had a part. */
  unit?: string | undefined;
  /** Only dossiers that were pending, or closed on or after a day. */
  open?: true | { closedFrom: string };
  /** A condition on the row of now, named `d`. */
  where?: Condition | undefined;
};

/**
 * The rows of the dossier list as they were at a moment, to be read in place of the table: a row of now with what each
 * later change replaced put back, the earliest last. A dossier's acts never go back in time, so what happened later was
 * entered later too. Only dossiers that are asked for are put back.
 */
export const rowsThen = ({ asOf, latest }: Then, { unit, open, where }: Sought = {}): RawBuilder<DossierRow> => {
  const from =
    unit === undefined
      ? sql`read.dossier_list as d`
      : sql`read.dossier_parts as p join read.dossier_list as d on d.dossier_id = p.dossier_id and d.entered_at = p.entered_at`;
  const conditions = [
    hadEntered(asOf),
    // the end of the order that lists are read in
    ...('at' in asOf || latest === undefined ? [] : [sql`d.entered_at <= ${latest}::timestamptz`]),
    ...(unit === undefined ? [] : [sql`p.unit = ${unit}`]),
    ...(open === undefined ? [] : [openThen(asOf, open)]),
    ...(where === undefined ? [] : [where]),
  ];
  return sql<DossierRow>`(select ${columnsThen} from ${from}
    cross join lateral (
      select jsonb_object_agg(value.key, value.value order by c.position desc) as before
      from read.dossier_changes as c cross join lateral jsonb_each(c.before) as value
      where c.entry = d.entered_position and ${isLater('c', asOf)}) as later
    cross join lateral jsonb_populate_record(d, later.before) as was
    where ${sql.join(conditions, sql` and `)})`;
};

/** Of the row of now: pending, or closed on a day or later, so that any course that ended then is among them. */
export const closedSince = (day: string): Condition => sql`(d.pending or d.closed_on >= ${day}::date)`;

/** Not closed by then: pending now, or closed later; `closedFrom`: or on that day or later. */
const openThen = (asOf: AsOf, open: true | { closedFrom: string }): Condition => {
  const days = [...('at' in asOf ? [localDay(asOf.at)] : []), ...(open === true ? [] : [open.closedFrom])].toSorted();
  const closed = [
    ...(days[0] === undefined ? [] : [sql`d.closed_on >= ${days[0]}::date`]),
    ...('position' in asOf ? [sql`d.closed_position > ${asOf.position}`] : []),
  ];
  return sql`(d.pending or ${sql.join(closed, sql` or `)})`;
};

/**
 * The counts of a moment, to be read in place of `read.dossier_counts`: those of now, less what was added later. Each
 * day is asked for its own later changes, so that a day long past costs the same however many came after it.
 */
export const countsThen = ({ asOf }: Then, until: string): Condition => {
  const sums = sql.join(counterNames.map((name) => sql`sum(${sql.ref(name)})::int as ${sql.ref(name)}`));
  const taken = sql.join(counterNames.map((name) => sql`-coalesce((c.added->>${sql.lit(name)})::int, 0) as ${sql.ref(name)}`));
  return sql`(select unit, procedure, day, ${sums} from (
      select unit, procedure, day, ${sql.join(counterNames.map((name) => sql.ref(name)))} from read.dossier_counts where day <= ${until}::date
      union all
      select c.unit, c.procedure, c.day, ${taken} from (select distinct day from read.dossier_counts where day <= ${until}::date) as days
      cross join lateral (select * from read.dossier_count_changes as changed where changed.day = days.day and ${isLater('changed', asOf)}) as c
    ) as counted group by unit, procedure, day)`;
};
