import type { Kysely } from 'kysely';
import type { Past } from '#domain/duty/progress.ts';
import { type AsOf, hadCome, rowsAsOf } from '#projections/daemon/history.ts';
import { matching } from '#projections/daemon/matching.ts';
import {
  type Directive,
  type DirectiveRow,
  type Duty,
  type DutyRow,
  directiveFields,
  dutyFields,
  type dutyTurns,
  type Missing,
} from './view.ts';

type PastRow = Past<DutyRow>;
type Db = Kysely<{ directives: DirectiveRow; duties: DutyRow; duties_history: PastRow & { duty_id: string } }>;

/** Directives by id, as they are or were. */
export const directivesIn = async (db: Db, asOf: AsOf | undefined): Promise<Directive[]> => {
  const rows =
    asOf === undefined
      ? await db.selectFrom('directives').selectAll().orderBy('directive_id').execute()
      : await rowsAsOf<DirectiveRow>(db, 'directives_history', ['directive_id'], asOf);
  return rows.map((row) => directiveFields.view(row, {}));
};

/** Which duties: each filter narrows; `parties`: those that the reader may ask about. */
export type Which = {
  directiveId?: string | undefined;
  taskId?: string | undefined;
  party?: string | undefined;
  parties: readonly string[] | 'all';
};

const selected = (db: Db, { directiveId, taskId, party, parties }: Which) => {
  let query = db.selectFrom('duties');
  if (directiveId !== undefined) query = query.where('directive_id', '=', directiveId);
  if (taskId !== undefined) query = query.where('task_id', '=', taskId);
  if (party !== undefined) query = query.where('party', '=', party);
  if (parties !== 'all') query = query.where('party', '=', (eb) => eb.fn.any(eb.val([...parties])));
  return query;
};

/** Duties by id, as they are or were; the state is that of the moment asked about. */
export const dutiesIn = async (
  db: Db,
  { state, ...which }: Which & { state?: DutyRow['state'] | undefined },
  asOf: AsOf | undefined,
  { limit, after }: { limit: number; after?: string | undefined },
): Promise<Duty[]> => {
  let query = selected(db, which).orderBy('duty_id');
  if (after !== undefined) query = query.where('duty_id', '>', after);
  if (asOf === undefined) {
    const present = query.where(matching<DutyRow>({ state })).selectAll().limit(limit);
    return (await present.execute()).map((row) => dutyFields.view(row, {}));
  }
  const ids = (await query.select('duty_id').execute()).map(({ duty_id }) => duty_id);
  const rows = await rowsAsOf<DutyRow>(db, 'duties_history', ['duty_id'], asOf, ids);
  return rows
    .filter((row) => state === undefined || row.state === state)
    .slice(0, limit)
    .map((row) => dutyFields.view(row, {}));
};

/** One duty, as it is or was. */
export const findDuty = async (db: Db, dutyId: string, asOf: AsOf | undefined): Promise<Duty | undefined> => {
  const row =
    asOf === undefined
      ? await db.selectFrom('duties').selectAll().where('duty_id', '=', dutyId).executeTakeFirst()
      : (await rowsAsOf<DutyRow>(db, 'duties_history', ['duty_id'], asOf, [dutyId]))[0];
  return row && dutyFields.view(row, {});
};

/** A directive as it was; undefined when it had not been issued. */
export const directiveAsOf = async (db: Db, directiveId: string, asOf: AsOf): Promise<Directive | undefined> => {
  const [row] = await rowsAsOf<DirectiveRow>(db, 'directives_history', ['directive_id'], asOf, [directiveId]);
  return row && directiveFields.view(row, {});
};

const dutyIds = async (db: Db, which: Which): Promise<string[]> =>
  (await selected(db, which).select('duty_id').execute()).map(({ duty_id }) => duty_id);

/** Duties as they were, by party and task; without those that had not been assigned yet. */
export const dutiesAsOf = async (db: Db, which: Which, asOf: AsOf): Promise<DutyRow[]> =>
  rowsAsOf<DutyRow>(db, 'duties_history', ['duty_id'], asOf, await dutyIds(db, which));

/** Every state that these duties had had at that time, oldest first: one list for each duty. */
export const dutyPasts = async (db: Db, which: Which, asOf: AsOf): Promise<PastRow[][]> => {
  const ids = await dutyIds(db, which);
  const rows = await db
    .selectFrom('duties_history')
    .selectAll()
    .where(matching<DutyRow>({ duty_id: ids }))
    .orderBy('duty_id')
    .orderBy('position')
    .execute();
  const passed = (row: (typeof rows)[number]) => !hadCome(asOf, row);
  return [...Map.groupBy(rows, ({ duty_id }) => duty_id).values()].flatMap((past) => {
    const end = past.findIndex(passed);
    const known = end < 0 ? past : past.slice(0, end);
    return known.length > 0 ? [known] : [];
  });
};

/** Duties that rules recognise, of these parties or of all. */
export const ruledDuties = async (db: Db, parties: readonly string[] | 'all') => {
  const query = selected(db, { parties }).select(['duty_id', 'party', 'fulfilment', 'deadline', 'overdue_since']).orderBy('duty_id');
  return (await query.execute()).flatMap(({ duty_id, party, fulfilment, deadline, overdue_since }) =>
    fulfilment.kind === 'rule'
      ? [{ dutyId: duty_id, party, rule: fulfilment.rule, on: fulfilment.on, deadline, isOverdue: overdue_since === deadline }]
      : [],
  );
};

/** Duties that were not fulfilled at an instant, with what was known then to be missing. */
export const dutiesUnfulfilled = async (db: Db, at: string) => {
  const rows = await rowsAsOf<DutyRow>(db, 'duties_history', ['duty_id'], { at });
  return rows.filter(({ state }) => state !== 'fulfilled').map((row) => dutyFields.view(row, {}));
};

/** Open duties whose deadline passed before an instant and that are not on record as overdue, in order of deadline. */
export const dutiesDue = async (db: Db, before: string) => {
  return db
    .selectFrom('duties')
    .select(['duty_id as dutyId', 'deadline'])
    .where('deadline', '<', before)
    .where('overdue_since', 'is', null)
    .where((eb) => eb.or([eb('state', '=', 'open'), eb.and([eb('state', '=', 'reopened'), eb('reopened_at', '<=', eb.ref('deadline'))])]))
    .orderBy('deadline')
    .orderBy('duty_id')
    .execute();
};

/** One turn in the life of a duty. */
export type Change = { position: number; at: string; dutyId: string; what: (typeof dutyTurns)[number]; lines: string[] };

const texts = (missing: readonly Missing[]): string[] => missing.map(({ text }) => text);

const turnOf = (before: DutyRow | undefined, after: DutyRow): Pick<Change, 'what' | 'lines'> => {
  if (before === undefined) return { what: 'assigned', lines: [] };
  if (after.fulfilled_at !== null && before.fulfilled_at === null) return { what: 'fulfilled', lines: after.lines };
  if (after.reopened > before.reopened) return { what: 'reopened', lines: texts(after.missing) };
  if (after.deadline !== before.deadline) return { what: 'deadline-moved', lines: [before.deadline, after.deadline] };
  if (after.urged > before.urged) return { what: 'urged', lines: [] };
  if (after.evidence.length > before.evidence.length) return { what: 'evidence-handed-in', lines: [after.evidence.at(-1)?.text ?? ''] };
  const decided = after.evidence.find((one, index) => one.state !== before.evidence[index]?.state);
  if (decided !== undefined)
    return { what: decided.state === 'accepted' ? 'evidence-accepted' : 'evidence-returned', lines: [decided.words ?? ''] };
  return { what: 'fell-overdue', lines: texts(after.missing) };
};

/** What happened to a duty, oldest first, from the states it has had. */
export const changesIn = (past: readonly PastRow[]): Change[] => {
  const rows = past.flatMap(({ position, at, row }) => (row === null ? [] : [{ position, at, row }]));
  return rows.map(({ position, at, row }, index) => ({ position, at, dutyId: row.duty_id, ...turnOf(rows[index - 1]?.row, row) }));
};
