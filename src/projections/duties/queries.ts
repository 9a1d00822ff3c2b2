import type { Kysely } from 'kysely';
import { type AsOf, rowsAsOf } from '#projections/daemon/history.ts';
import type { DirectiveRow, DutyRow } from './projection.ts';

type Past<R> = { position: number; at: string; row: R | null };
type Db = Kysely<{ duties: DutyRow; duties_history: Past<DutyRow> & { duty_id: string } }>;

export { directivesIn, dutiesIn, findDuty } from './book.ts';
export { changesIn, daysOf, type Standing, standingOf } from './progress.ts';
export type { DirectiveRow, DutyRow } from './projection.ts';

/** A directive as it was; undefined when it had not been issued. */
export const directiveAsOf = async (db: Db, directiveId: string, asOf: AsOf): Promise<DirectiveRow | undefined> => {
  const [row] = await rowsAsOf<DirectiveRow>(db, 'directives_history', ['directive_id'], asOf, [directiveId]);
  return row;
};

/** Which duties of a directive: of one task, of these parties, or all. */
export type Which = { directiveId: string; taskId?: string | undefined; parties: readonly string[] | 'all' };

const dutyIds = async (db: Db, { directiveId, taskId, parties }: Which): Promise<string[]> => {
  let query = db.selectFrom('duties').select('duty_id').where('directive_id', '=', directiveId);
  if (taskId !== undefined) query = query.where('task_id', '=', taskId);
  if (parties !== 'all') query = query.where('party', '=', (eb) => eb.fn.any(eb.val([...parties])));
  return (await query.execute()).map(({ duty_id }) => duty_id);
};

/** Duties as they were, by party and task; without those that had not been assigned yet. */
export const dutiesAsOf = async (db: Db, which: Which, asOf: AsOf): Promise<DutyRow[]> =>
  rowsAsOf<DutyRow>(db, 'duties_history', ['duty_id'], asOf, await dutyIds(db, which));

/** Every state that these duties had had at that time, oldest first: one list for each duty. */
export const dutyPasts = async (db: Db, which: Which, asOf: AsOf): Promise<Past<DutyRow>[][]> => {
  const ids = await dutyIds(db, which);
  const rows = await db
    .selectFrom('duties_history')
    .selectAll()
    .where('duty_id', '=', (eb) => eb.fn.any(eb.val(ids)))
    .orderBy('duty_id')
    .orderBy('position')
    .execute();
  const passed = (row: (typeof rows)[number]) => ('position' in asOf ? row.position > asOf.position : row.at > asOf.at);
  return [...Map.groupBy(rows, ({ duty_id }) => duty_id).values()].flatMap((past) => {
    const end = past.findIndex(passed);
    const known = end < 0 ? past : past.slice(0, end);
    return known.length > 0 ? [known] : [];
  });
};
