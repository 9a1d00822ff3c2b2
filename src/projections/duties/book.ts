import type { Kysely } from 'kysely';
import { type AsOf, rowsAsOf } from '#projections/daemon/history.ts';
import type { DirectiveRow, DutyRow, DutyState } from './projection.ts';

type Db = Kysely<{ directives: DirectiveRow; duties: DutyRow }>;

/** Directives by id, as they are or were. */
export const directivesIn = async (db: Db, asOf: AsOf | undefined): Promise<DirectiveRow[]> =>
  asOf === undefined
    ? db.selectFrom('directives').selectAll().orderBy('directive_id').execute()
    : rowsAsOf<DirectiveRow>(db, 'directives_history', ['directive_id'], asOf);

export type DutyFilters = {
  directiveId?: string | undefined;
  taskId?: string | undefined;
  party?: string | undefined;
  /** As recorded. */
  state?: DutyState | undefined;
  /** Parties that the reader may ask about. */
  parties: readonly string[] | 'all';
};

/** Duties by id, as they are or were; the state is that of the moment asked about. */
export const dutiesIn = async (
  db: Db,
  { directiveId, taskId, party, state, parties }: DutyFilters,
  asOf: AsOf | undefined,
  { limit, after }: { limit: number; after?: string | undefined },
): Promise<DutyRow[]> => {
  let query = db.selectFrom('duties').orderBy('duty_id');
  if (directiveId !== undefined) query = query.where('directive_id', '=', directiveId);
  if (taskId !== undefined) query = query.where('task_id', '=', taskId);
  if (party !== undefined) query = query.where('party', '=', party);
  if (parties !== 'all') query = query.where('party', '=', (eb) => eb.fn.any(eb.val([...parties])));
  if (after !== undefined) query = query.where('duty_id', '>', after);
  if (asOf === undefined) {
    const present = state === undefined ? query : query.where('state', '=', state);
    return present.selectAll().limit(limit).execute();
  }
  const ids = (await query.select('duty_id').execute()).map(({ duty_id }) => duty_id);
  const rows = await rowsAsOf<DutyRow>(db, 'duties_history', ['duty_id'], asOf, ids);
  return rows.filter((row) => state === undefined || row.state === state).slice(0, limit);
};

/** One duty, as it is or was. */
export const findDuty = async (db: Db, dutyId: string, asOf: AsOf | undefined): Promise<DutyRow | undefined> =>
  asOf === undefined
    ? db.selectFrom('duties').selectAll().where('duty_id', '=', dutyId).executeTakeFirst()
    : (await rowsAsOf<DutyRow>(db, 'duties_history', ['duty_id'], asOf, [dutyId]))[0];
