import { type ExpressionWrapper, expressionBuilder, type Kysely, sql } from 'kysely';
import type { AsOf } from '#projections/daemon/history.ts';
import { among, matching } from '#projections/daemon/matching.ts';
import type { StretchRow } from './projection.ts';

type Db = Kysely<{ held_stretches: StretchRow }>;

/** Stretches begun and not ended. A dossier's acts never go back, so its stretches follow each other either way. */
const standing = (db: Db, asOf: AsOf) => {
  let all = db.selectFrom('held_stretches');
  // under both axes a stretch had begun by both, and had not ended by one of them
  const ended: ExpressionWrapper<any, any, any>[] = [];
  const eb = expressionBuilder<{ held_stretches: StretchRow }, 'held_stretches'>();
  if ('position' in asOf) {
    all = all.where('since_position', '<=', asOf.position);
    ended.push(eb('until_position', '>', asOf.position));
  }
  if ('at' in asOf) {
    all = all.where('since_at', '<=', asOf.at);
    ended.push(eb('until_at', '>', asOf.at));
  }
  return all.where(eb.or([eb('until_position', 'is', null), ...ended]));
};

/**
 * The load of every holder at these units as of a moment; due soon is what has to be decided between the moment and
 * `soon`; `official` null is the desk of the unit.
 */
export const loadsAsOf = async (
  db: Db,
  { units, official, moment, soon }: { units: readonly string[] | 'all'; official?: string | undefined; moment: string; soon: string },
  asOf: AsOf,
) => {
  const count = (condition: ReturnType<typeof sql>) => sql<number>`(count(*) filter (where ${condition}))::integer`;
  return standing(db, asOf)
    .where(matching<StretchRow>({ unit: among(units), official }))
    .select([
      'unit',
      'official',
      sql<number>`count(*)::integer`.as('held'),
      count(sql`pending`).as('pending'),
      count(sql`pending and due_at < coalesce(clock_stopped_since, ${moment}::timestamptz)`).as('overdue'),
      count(sql`pending and clock_stopped_since is null and due_at between ${moment}::timestamptz and ${soon}::timestamptz`).as('dueSoon'),
      count(sql`pending and clock_stopped_since is not null`).as('waitingForCitizen'),
      sql<string[]>`array_agg(distinct procedure order by procedure)`.as('procedures'),
    ])
    .groupBy(['unit', 'official'])
    .execute();
};

/** What one holder had to carry. */
export type Load = Awaited<ReturnType<typeof loadsAsOf>>[number];

/** Open dossiers that these officials hold now, and those in an official's hands now through these events. */
export const dossiersInHand = async (db: Db, officials: readonly string[], events: readonly string[]) => {
  const rows = await db
    .selectFrom('held_stretches')
    .select(['dossier_id as dossierId', 'unit', 'official', 'because'])
    .where('until_at', 'is', null)
    .where((eb) =>
      eb.or([
        eb('official', '=', eb.fn.any(eb.val([...officials]))),
        eb.and([eb('official', 'is not', null), eb('because', '=', eb.fn.any(eb.val([...events])))]),
      ]),
    )
    .orderBy('dossier_id')
    .execute();
  return rows as (Omit<(typeof rows)[number], 'official'> & { official: string })[];
};

/** Every official who holds an open dossier now, and where. */
export const holdersNow = async (db: Db): Promise<{ unit: string; official: string }[]> => {
  const rows = await db
    .selectFrom('held_stretches')
    .select(['unit', 'official'])
    .distinct()
    .where('until_at', 'is', null)
    .where('official', 'is not', null)
    .execute();
  return rows.map(({ unit, official }) => ({ unit, official: official ?? '' }));
};
