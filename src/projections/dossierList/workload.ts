import { type Kysely, sql } from 'kysely';
import { z } from 'zod';
import { type Counter, counterNames } from './counts.ts';

export const workloadGroups = ['unit', 'procedure', 'day', 'official'] as const;
export type WorkloadGroup = (typeof workloadGroups)[number];

export type WorkloadQuestion = {
  groupBy: WorkloadGroup;
  /** Units the reader may ask about; the competent unit decides. */
  units: readonly string[] | 'all';
  unit?: string | undefined;
  procedure?: string | undefined;
  /** Days, both included. */
  from: string;
  to: string;
};

const count = (description: string) => z.int().nullable().describe(`${description} Null where it is not asked by this group.`);

/** What came in, what went out and what is owed, by one key. */
export const Workload = z
  .object({
    key: z.string().describe('Unit code, procedure code, day or official.'),
    openAtStart: count('Dossiers still owed when the period began.'),
    submitted: count('Handed in online or by post.'),
    received: count('Received.'),
    receivedDirect: count('Received at the counter.'),
    receivedOnline: count('Received after online submission.'),
    receivedPostal: count('Received by post.'),
    receivedElsewhere: count('Received at another place than the competent Center.'),
    receivedLate: count('Received after more than one working day.'),
    settled: z.int(),
    onTime: z.int(),
    late: z.int(),
    onTimeRate: z.number().nullable().describe('Share of the settled that was on time, 0 to 1; null when nothing was settled.'),
    returned: count('Results handed to citizens.'),
    refused: count('Not received: refused after submission or at the counter.'),
    withdrawn: count('Withdrawn by the citizen.'),
    stopped: count('Processing stopped.'),
    openAtEnd: count('Dossiers still owed when the period ended.'),
    open: count('Owed now.'),
    overdue: count('Owed now and past their due time.'),
    waitingForCitizen: count('Owed now, the clock standing still.'),
    receptionOverdue: count('Handed in and not received in time.'),
  })
  .meta({ id: 'Workload', description: 'What came in, what went out and what is owed.' });
type Workload = z.infer<typeof Workload>;

type WorkloadRow = { key: string } & Record<
  Counter | 'open_at_start' | 'open' | 'overdue' | 'waiting' | 'reception_overdue',
  number | null
>;

const and = (conditions: readonly (ReturnType<typeof sql> | false)[]) =>
  sql.join([sql`true`, ...conditions.filter((it) => it !== false)], sql` and `);

/** Of the units and the procedure asked about; `column`: whose unit counts. */
const asked = ({ units, unit, procedure }: WorkloadQuestion, column: string) => [
  units !== 'all' && sql`${sql.ref(column)} = any(${units}::text[])`,
  unit !== undefined && sql`${sql.ref(column)} = ${unit}`,
  procedure !== undefined && sql`procedure = ${procedure}`,
];

/** What came in and went out in the period, by the key; `open_at_start` is the backlog before it. */
const flowsBy = (question: WorkloadQuestion, groupBy: 'unit' | 'procedure' | 'day') => {
  const { from, to } = question;
  const where = and([sql`day <= ${to}::date`, groupBy === 'day' && sql`day >= ${from}::date`, ...asked(question, 'unit')]);
  const sums = sql.join(
    counterNames.map((column) => sql`coalesce(sum(${sql.ref(column)}) filter (where day >= ${from}::date), 0) as ${sql.ref(column)}`),
  );
  const before = groupBy === 'day' ? sql`null::bigint` : sql`coalesce(sum(entered - closed) filter (where day < ${from}::date), 0)`;
  return sql`select ${sql.ref(groupBy)}::text as key, ${sums}, ${before} as open_at_start from read.dossier_counts where ${where} group by ${sql.ref(groupBy)}`;
};

/** What an official settled in the period; nothing else is an official's own. */
const settledByOfficial = (question: WorkloadQuestion) => {
  const { from, to } = question;
  const counted: Partial<Record<Counter, ReturnType<typeof sql>>> = {
    settled: sql`count(*)`,
    on_time: sql`count(*) filter (where on_time)`,
    late: sql`count(*) filter (where not on_time)`,
  };
  const where = and([
    sql`settled_by is not null and settled_on between ${from}::date and ${to}::date`,
    ...asked(question, 'competent_unit'),
  ]);
  const columns = sql.join(counterNames.map((column) => sql`${counted[column] ?? sql`null::bigint`} as ${sql.ref(column)}`));
  return sql`select settled_by as key, ${columns}, null::bigint as open_at_start from read.dossier_list where ${where} group by settled_by`;
};

/** What is owed at this moment, by the key. Nothing stands still on a single day. */
const standingBy = (question: WorkloadQuestion, now: string) => {
  const key = { unit: 'competent_unit', procedure: 'procedure', official: 'holder_official', day: undefined }[question.groupBy];
  const where = and([
    key === undefined ? sql`false` : sql`pending and ${sql.ref(key)} is not null`,
    ...asked(question, question.groupBy === 'official' ? 'holder_unit' : 'competent_unit'),
  ]);
  return sql`select ${key === undefined ? sql`null::text` : sql.ref(key)} as key,
    count(*) as open,
    count(*) filter (where due_at < coalesce(clock_stopped_since, ${now}::timestamptz)) as overdue,
    count(*) filter (where clock_stopped_since is not null) as waiting,
    count(*) filter (where status = 'registered' and supplement = 'none' and receive_by < ${now}::timestamptz) as reception_overdue
    from read.dossier_list where ${where} group by 1`;
};

const view = (row: WorkloadRow, groupBy: WorkloadGroup): Workload => {
  // a group without flows has had none; on a single day nothing stands open
  const none = groupBy === 'day' ? null : 0;
  const flow = (name: Counter) => row[name] ?? (groupBy === 'official' && !['settled', 'on_time', 'late'].includes(name) ? null : 0);
  const backlog = groupBy === 'unit' || groupBy === 'procedure' ? (row.open_at_start ?? 0) : null;
  const settled = flow('settled') ?? 0;
  return {
    key: row.key,
    openAtStart: backlog,
    submitted: flow('submitted'),
    received: flow('received'),
    receivedDirect: flow('received_direct'),
    receivedOnline: flow('received_online'),
    receivedPostal: flow('received_postal'),
    receivedElsewhere: flow('received_elsewhere'),
    receivedLate: flow('received_late'),
    settled,
    onTime: flow('on_time') ?? 0,
    late: flow('late') ?? 0,
    onTimeRate: settled === 0 ? null : (flow('on_time') ?? 0) / settled,
    returned: flow('returned'),
    refused: flow('refused'),
    withdrawn: flow('withdrawn'),
    stopped: flow('stopped'),
    openAtEnd: backlog === null ? null : backlog + (flow('entered') ?? 0) - (flow('closed') ?? 0),
    open: row.open ?? none,
    overdue: row.overdue ?? none,
    waitingForCitizen: row.waiting ?? none,
    receptionOverdue: row.reception_overdue ?? none,
  };
};

/**
 * Flows of a period and what is owed now, by unit, procedure, day or official; in order of the key, after `after`.
 * Dossiers count for their competent unit and, with officials, for whoever holds or settled them.
 */
export const workload = async (
  db: Kysely<any>,
  question: WorkloadQuestion,
  now: string,
  { limit, after }: { limit: number; after?: string | undefined },
): Promise<Workload[]> => {
  const { groupBy } = question;
  const flows = groupBy === 'official' ? settledByOfficial(question) : flowsBy(question, groupBy);
  const { rows } = await sql<WorkloadRow>`
    with flows as (${flows}), standing as (${standingBy(question, now)})
    select * from flows full join standing using (key)
    where ${after === undefined ? sql`true` : sql`key > ${after}`} order by key limit ${limit}`.execute(db);
  return rows.map((row) => view(row, groupBy));
};
