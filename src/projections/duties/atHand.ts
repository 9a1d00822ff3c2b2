import type { Kysely } from 'kysely';
import { rowsAsOf } from '#projections/daemon/history.ts';
import type { DutyRow } from './projection.ts';

type Db = Kysely<{ duties: DutyRow }>;

/** Duties that rules recognise, of these parties or of all. */
export const ruledDuties = async (db: Db, parties: readonly string[] | 'all') => {
  let query = db.selectFrom('duties').select(['duty_id', 'party', 'fulfilment', 'deadline']).orderBy('duty_id');
  if (parties !== 'all') query = query.where('party', '=', (eb) => eb.fn.any(eb.val([...parties])));
  return (await query.execute()).flatMap(({ duty_id, party, fulfilment, deadline }) =>
    fulfilment.kind === 'rule' ? [{ dutyId: duty_id, party, rule: fulfilment.rule, on: fulfilment.on, deadline }] : [],
  );
};

/** Duties that were not fulfilled at an instant, with what was known then to be missing. */
export const dutiesUnfulfilled = async (db: Db, at: string) => {
  const rows = await rowsAsOf<DutyRow>(db, 'duties_history', ['duty_id'], { at });
  return rows
    .filter(({ state }) => state !== 'fulfilled')
    .map(({ duty_id: dutyId, party, unit, title, deadline, escalate_to: escalateTo, missing }) => {
      return { dutyId, party, unit, title, deadline, escalateTo, missing };
    });
};

/** Duties that are open although their deadline passed before an instant, and that have not been said to be overdue; in order of deadline. */
export const dutiesDue = async (db: Db, before: string) => {
  const rows = await db
    .selectFrom('duties')
    .select(['duty_id', 'deadline'])
    .where('deadline', '<', before)
    .where('overdue_since', 'is', null)
    .where((eb) => eb.or([eb('state', '=', 'open'), eb.and([eb('state', '=', 'reopened'), eb('reopened_at', '<=', eb.ref('deadline'))])]))
    .orderBy('deadline')
    .orderBy('duty_id')
    .execute();
  return rows.map(({ duty_id, deadline }) => ({ dutyId: duty_id, deadline }));
};
