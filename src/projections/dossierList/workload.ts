import { type Kysely, sql } from 'kysely';

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

const flowColumns = [
  'entered',
  'submitted',
  'received',
  'received_direct',
  'received_online',
  'received_postal',
  'received_elsewhere',
  'received_late',
  'settled',
  'on_time',
  'late',
  'returned',
  'refused',
  'withdrawn',
  'stopped',
  'closed',
] as const;
type Flow = (typeof flowColumns)[number];
type WorkloadRow = {
  key: string;
  open_at_start: number | null;
  open: number | null;
  overdue: number | null;
  waiting: number | null;
  reception_overdue: number | null;
} & Record<Flow, number | null>;

const and = (conditions: readonly (ReturnType<typeof sql> | false)[]) =>
  sql.join([sql`true`, ...conditions.filter((it) => it !== false)], sql` and `);

/** What came in and went out in the period, by the key; `open_at_start` is the backlog before it. */
const flowsBy = ({ groupBy, units, unit, procedure, from, to }: WorkloadQuestion & { groupBy: 'unit' | 'procedure' | 'day' }) => {
  const where = and([
    sql`day <= ${to}::date`,
    groupBy === 'day' && sql`day >= ${from}::date`,
    units !== 'all' && sql`unit = any(${units}::text[])`,
    unit !== undefined && sql`unit = ${unit}`,
    procedure !== undefined && sql`procedure = ${procedure}`,
  ]);
  const sums = sql.join(
    flowColumns.map((column) => sql`coalesce(sum(${sql.ref(column)}) filter (where day >= ${from}::date), 0) as ${sql.ref(column)}`),
  );
  const before = groupBy === 'day' ? sql`null::bigint` : sql`coalesce(sum(entered - closed) filter (where day < ${from}::date), 0)`;
  return sql`select ${sql.ref(groupBy)}::text as key, ${sums}, ${before} as open_at_start from read.dossier_counts where ${where} group by ${sql.ref(groupBy)}`;
};

/** What an official settled in the period; nothing else is an official's own. */
const settledByOfficial = ({ units, unit, procedure, from, to }: WorkloadQuestion) => {
  const counted: Partial<Record<Flow, ReturnType<typeof sql>>> = {
    settled: sql`count(*)`,
    on_time: sql`count(*) filter (where on_time)`,
    late: sql`count(*) filter (where not on_time)`,
  };
  const where = and([
    sql`settled_by is not null and settled_on between ${from}::date and ${to}::date`,
    units !== 'all' && sql`competent_unit = any(${units}::text[])`,
    unit !== undefined && sql`competent_unit = ${unit}`,
    procedure !== undefined && sql`procedure = ${procedure}`,
  ]);
  const columns = sql.join(flowColumns.map((column) => sql`${counted[column] ?? sql`null::bigint`} as ${sql.ref(column)}`));
  return sql`select settled_by as key, ${columns}, null::bigint as open_at_start from read.dossier_list where ${where} group by settled_by`;
};

/** What is owed at this moment, by the key. Nothing stands still on a single day. */
const standingBy = ({ groupBy, units, unit, procedure }: WorkloadQuestion, now: string) => {
  const key = { unit: 'competent_unit', procedure: 'procedure', official: 'holder_official', day: undefined }[groupBy];
  const where = and([
    key === undefined ? sql`false` : sql`pending and ${sql.ref(key)} is not null`,
    units !== 'all' && (groupBy === 'official' ? sql`holder_unit = any(${units}::text[])` : sql`competent_unit = any(${units}::text[])`),
    unit !== undefined && (groupBy === 'official' ? sql`holder_unit = ${unit}` : sql`competent_unit = ${unit}`),
    procedure !== undefined && sql`procedure = ${procedure}`,
  ]);
  return sql`select ${key === undefined ? sql`null::text` : sql.ref(key)} as key,
    count(*) as open,
    count(*) filter (where due_at < coalesce(clock_stopped_since, ${now}::timestamptz)) as overdue,
    count(*) filter (where clock_stopped_since is not null) as waiting,
    count(*) filter (where status = 'registered' and supplement = 'none' and receive_by < ${now}::timestamptz) as reception_overdue
    from read.dossier_list where ${where} group by 1`;
};

const view = (row: WorkloadRow, groupBy: WorkloadGroup) => {
  // a group without flows has had none; on a single day nothing stands open
  const none = groupBy === 'day' ? null : 0;
  const flow = (name: Flow) => row[name] ?? (groupBy === 'official' && !['settled', 'on_time', 'late'].includes(name) ? null : 0);
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
export type WorkloadView = ReturnType<typeof view>;

/**
 * Flows of a period and what is owed now, by unit, procedure, day or official; in order of the key, after `after`.
 * Dossiers count for their competent unit and, with officials, for whoever holds or settled them.
 */
export const workload = async (
  db: Kysely<any>,
  question: WorkloadQuestion,
  now: string,
  { limit, after }: { limit: number; after?: string | undefined },
): Promise<WorkloadView[]> => {
  const { groupBy } = question;
  const flows = groupBy === 'official' ? settledByOfficial(question) : flowsBy({ ...question, groupBy });
  const { rows } = await sql<WorkloadRow>`
    with flows as (${flows}), standing as (${standingBy(question, now)})
    select * from flows full join standing using (key)
    where ${after === undefined ? sql`true` : sql`key > ${after}`} order by key limit ${limit}`.execute(db);
  return rows.map((row) => view(row, groupBy));
};
