import type { ExpressionBuilder, Kysely } from 'kysely';
import type { AsOf } from '#projections/daemon/history.ts';
import type { DecisionRow, VisitRow } from './projection.ts';

type Db = Kysely<{ counter_visits: VisitRow; points_fixed: DecisionRow }>;

const known = (asOf: AsOf) => (eb: ExpressionBuilder<any, any>) =>
  eb.and([...('position' in asOf ? [eb('position', '<=', asOf.position)] : []), ...('at' in asOf ? [eb('at', '<=', asOf.at)] : [])]);

/** How many came to a unit's counters per half hour of these days, as known then; without empty half hours. */
export const visitsByHalfHour = async (db: Db, unit: string, { from, to }: { from: string; to: string }, asOf: AsOf) => {
  const rows = await db
    .selectFrom('counter_visits')
    .select(['day', 'half_hour', (eb) => eb.fn.countAll().as('visits')])
    .where('unit', '=', unit)
    .where('day', '>=', from)
    .where('day', '<=', to)
    .where(known(asOf))
    .groupBy(['day', 'half_hour'])
    .orderBy('day')
    .orderBy('half_hour')
    .execute();
  return rows.map(({ day, half_hour, visits }) => ({ day, halfHour: half_hour, visits: Number(visits) }));
};

/** The decision on points in force on a day, as it was known then: the last one recorded whose day has come. */
export const pointsFixedOn = async (db: Db, unit: string, day: string, asOf: AsOf): Promise<DecisionRow['decision'] | undefined> => {
  const row = await db
    .selectFrom('points_fixed')
    .select('decision')
    .where('unit', '=', unit)
    .where('effective_on', '<=', day)
    .where(known(asOf))
    .orderBy('revision', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row?.decision;
};
