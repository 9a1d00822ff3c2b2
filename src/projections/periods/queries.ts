import type { Kysely } from 'kysely';
import { z } from 'zod';
import { type AsOf, tablesThen } from '#projections/daemon/history.ts';
import { matching } from '#projections/daemon/matching.ts';
import { type PeriodRow, periodFields, periods } from './projection.ts';

type Db = Kysely<{ periods: PeriodRow }>;

export const Period = z.object(periodFields.shape).meta({ id: 'Period', description: 'A month of a unit or of the city that was closed.' });

/** Periods that were ever closed, now or by a moment; the city’s concern every unit. In order of the period. */
export const listPeriods = async (
  db: Db,
  { units, month, closed }: { units: readonly string[] | 'all'; month?: string | undefined; closed?: boolean | undefined },
  asOf?: AsOf,
): Promise<z.infer<typeof Period>[]> => {
  let query = tablesThen(db, periods.tables, asOf).selectFrom('periods').selectAll().where(matching<PeriodRow>({ month, closed }));
  if (units !== 'all') query = query.where((eb) => eb.or([eb('unit', 'is', null), eb('unit', '=', eb.fn.any(eb.val([...units])))]));
  return (await query.orderBy('period').execute()).map((row) => periodFields.view(row, {}));
};
