import { type RawBuilder, sql } from 'kysely';
import { localDay } from '#domain/time/localDay.ts';
import type { AsOf } from '#projections/daemon/history.ts';
import { eventTypes, keptColumns } from './changes.ts';
import { counterNames } from './counts.ts';
import { columns, type DossierRow } from './view.ts';

type Condition = RawBuilder<unknown>;

/** Columns that no event changes after the dossier came in: conditions on them, and orders by them, are met by indexes. */
const lasting = ['dossier_id', 'channel', 'competent_unit', 'entered_at', 'entered_on', 'entered_position', 'simulated'];
const columnsThen = sql.join(
  Object.keys(columns)
    .filter((name) => name !== 'progress')
    .map((name) => sql.ref(`${lasting.includes(name) ? 'd' : 'was'}.${name}`)),
);

const keptNames = sql.raw(`(array[${keptColumns.map((name) => `'${name}'`).join(',')}])`);

const eventNames = sql.raw(`(array[${eventTypes.map((name) => `'${name}'`).join(',')}])`);

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
 * entered later too. Only dossiers that are asked for are put back. `progress`,
 * which only the fold needs, is left out.
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
      select coalesce(jsonb_object_agg(${keptNames}[value.key::int + 1], value.value order by c.position desc) filter (where value.key is not null), '{}')
        || jsonb_build_object('revision', min(c.revision), 'last_activity_at', min(c.last_activity_at),
          'last_event', ${eventNames}[(array_agg(c.last_event order by c.position))[1] + 1]) as before
      from read.dossier_changes as c left join lateral jsonb_each(c.before) as value on true
      where c.entry = d.entered_position and ${isLater('c', asOf)}) as later
    cross join lateral jsonb_populate_record(d, case when later.before->'revision' <> 'null' then later.before end) as was
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
 * What was added to counts later than a moment, for days up to one. What happened later counts for the moment's own day,
 * or was counted back. What was entered later may be of any day: each is asked for its own.
 */
const laterCounts = (asOf: AsOf, until: string): Condition => {
  const changed = sql`read.dossier_count_changes as changed`;
  if (!('position' in asOf))
    return sql`select * from ${changed} where changed.day = ${localDay(asOf.at)}::date and changed.day <= ${until}::date and ${isLater('changed', asOf)}
      union all
      select * from ${changed} where changed.back and changed.at > ${asOf.at}::timestamptz
        and changed.day < ${localDay(asOf.at)}::date and changed.day <= ${until}::date`;
  const happened = 'at' in asOf ? sql`and changed.at <= ${asOf.at}::timestamptz` : sql``;
  const entered = sql`select changed.* from (select distinct day from read.dossier_counts where day <= ${until}::date) as days
    cross join lateral (select * from ${changed} where changed.day = days.day and changed.position > ${asOf.position} ${happened}) as changed`;
  return 'at' in asOf ? sql`${entered} union all ${laterCounts({ at: asOf.at }, until)}` : entered;
};

/**
 * The counts of a moment, to be read in place of `read.dossier_counts`: those of now, less what was added later. A day
 * long past costs the same however many came after it.
 */
export const countsThen = ({ asOf }: Then, to: string): Condition => {
  // nothing had happened on a later day
  const until = 'at' in asOf && localDay(asOf.at) < to ? localDay(asOf.at) : to;
  const sums = sql.join(counterNames.map((name) => sql`sum(${sql.ref(name)})::int as ${sql.ref(name)}`));
  const taken = sql.join(
    counterNames.map((name, number) => sql`-coalesce((c.added->>${sql.lit(String(number))})::int, 0) as ${sql.ref(name)}`),
  );
  return sql`(select unit, procedure, day, ${sums} from (
      select unit, procedure, day, ${sql.join(counterNames.map((name) => sql.ref(name)))} from read.dossier_counts where day <= ${until}::date
      union all
      select c.unit, c.procedure, c.day, ${taken} from (${laterCounts(asOf, until)}) as c
    ) as counted group by unit, procedure, day having ${sql.join(
      counterNames.map((name) => sql`sum(${sql.ref(name)}) <> 0`),
      sql` or `,
    )})`;
};
