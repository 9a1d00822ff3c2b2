import { type Kysely, sql } from 'kysely';
import { z } from 'zod';
import { type Counter, counterNames } from './counts.ts';
import { rule21 } from './index766.ts';
import { closedSince, countsThen, rowsThen, type Then } from './past.ts';

export const workloadGroups = ['unit', 'procedure', 'day', 'official'] as const;
export type WorkloadGroup = (typeof workloadGroups)[number];

export type WorkloadQuestion = {
  groupBy: WorkloadGroup;
  /** Units the reader may ask about; the competent unit decides. */
  units: readonly string[] | 'all';
  unit?: string | undefined;
  procedure?: string | undefined;
  /** Procedures the reader may ask about; absent: all. */
  procedures?: readonly string[] | 'all' | undefined;
  /** Days, both included. */
  from: string;
  to: string;
};

const count = (description: string) => z.int().nullable().describe(`${description} Null where it is not asked by this group.`);

const Rule21 = z
  .object({
    dossiers: z.int().describe('Received by the end of the period, and not ended before it began.'),
    onTime: z.int().describe('Those that ended by the due time on record; with no end, the period’s end counts.'),
    rate: z.number().nullable().describe('The share, 0 to 1; null without dossiers.'),
    onTimeAsStated: z.int().describe('By the times stated, confirmed or not.'),
    rateAsStated: z.number().nullable(),
  })
  .meta({
    id: 'ProgressByIndex766',
    description:
      'Rate by rule 2.1 of the index of Decision 766/QĐ-TTg (tiến độ giải quyết), which counts open overdue dossiers too: with no end, the end of the period is compared; more than one request for papers counts as overdue; an open one ends when it was made.',
  });

const AfterClosing = z
  .object({
    submitted: z.int(),
    received: z.int(),
    settled: z.int(),
    onTime: z.int(),
    late: z.int(),
    returned: z.int(),
    refused: z.int(),
    withdrawn: z.int(),
    stopped: z.int(),
  })
  .meta({ id: 'EnteredAfterClosing' });

/** What came in, what went out and what is owed, by one key. */
export const Workload = z
  .object({
    key: z.string().describe('Unit code, procedure code, day or official.'),
    openAtStart: count('Dossiers still owed when the period began.'),
    submitted: count('Handed in online or by post.'),
    reopened: count('Taken up again after they had ended.'),
    received: count('Received.'),
    receivedDirect: count('Received at the counter.'),
    receivedOnline: count('Received after online submission.'),
    receivedPostal: count('Received by post.'),
    receivedElsewhere: count('Received at another place than the competent Center.'),
    receivedForOthers: count('Received here for other units and agencies, which are competent and count them in all other figures.'),
    receivedLate: count('Received after more than one working day.'),
    settled: z.int(),
    onTime: z.int(),
    late: z.int(),
    onTimeRate: z
      .number()
      .nullable()
      .describe(
        'Share of the settled that was on time, 0 to 1; null when nothing was settled. What was entered after the due time with an earlier one is late until that is confirmed.',
      ),
    onTimeAsStated: z.int().describe('On time by the times stated, confirmed or not; those declined do not count.'),
    onTimeRateAsStated: z.number().nullable().describe('The same as a share of the settled.'),
    index766: Rule21.nullable().describe('Null where it is not asked by this group.'),
    afterClosing: AfterClosing.nullable().describe(
      'Of the figures beside it, what was entered after its month had been closed: without these they are as they were closed. Null where it is not asked by this group.',
    ),
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
  Counter | 'open_at_start' | 'open' | 'overdue' | 'waiting' | 'reception_overdue' | 'rule_dossiers' | 'rule_on_time' | 'rule_as_stated',
  number | null
>;

const and = (conditions: readonly (ReturnType<typeof sql> | false)[]) =>
  sql.join([sql`true`, ...conditions.filter((it) => it !== false)], sql` and `);

/** Of the units and the procedure asked about; `column`: whose unit counts. */
const asked = ({ units, unit, procedure, procedures = 'all' }: WorkloadQuestion, column: string) => [
  units !== 'all' && sql`${sql.ref(column)} = any(${units}::text[])`,
  unit !== undefined && sql`${sql.ref(column)} = ${unit}`,
  procedure !== undefined && sql`procedure = ${procedure}`,
  procedures !== 'all' && sql`procedure = any(${procedures}::text[])`,
];

/** What came in and went out in the period, by the key; `open_at_start` is the backlog before it. */
const flowsBy = (question: WorkloadQuestion, groupBy: 'unit' | 'procedure' | 'day', then: Then | undefined) => {
  const { from, to } = question;
  const where = and([sql`day <= ${to}::date`, groupBy === 'day' && sql`day >= ${from}::date`, ...asked(question, 'unit')]);
  const sums = sql.join(
    counterNames.map((column) => sql`coalesce(sum(${sql.ref(column)}) filter (where day >= ${from}::date), 0) as ${sql.ref(column)}`),
  );
  const before =
    groupBy === 'day' ? sql`null::bigint` : sql`coalesce(sum(entered + reopened - closed) filter (where day < ${from}::date), 0)`;
  const counts = then === undefined ? sql`read.dossier_counts` : sql`${countsThen(then, to)} as counts`;
  return sql`select ${sql.ref(groupBy)}::text as key, ${sums}, ${before} as open_at_start from ${counts} where ${where} group by ${sql.ref(groupBy)}`;
};

/** The dossier list, now or as it was at a moment. */
const dossiersOf = (then: Then | undefined, sought: Parameters<typeof rowsThen>[1]) =>
  then === undefined ? sql`read.dossier_list` : sql`${rowsThen(then, sought)} as dossier`;

/** What an official settled in the period; nothing else is an official's own. */
const settledByOfficial = (question: WorkloadQuestion, then: Then | undefined) => {
  const { from, to } = question;
  const counted: Partial<Record<Counter, ReturnType<typeof sql>>> = {
    settled: sql`count(*)`,
    on_time: sql`count(*) filter (where on_time)`,
    late: sql`count(*) filter (where not on_time)`,
    on_time_as_stated: sql`count(*) filter (where on_time_as_stated)`,
  };
  const where = and([
    sql`settled_by is not null and settled_on between ${from}::date and ${to}::date`,
    ...asked(question, 'competent_unit'),
  ]);
  const columns = sql.join(counterNames.map((column) => sql`${counted[column] ?? sql`null::bigint`} as ${sql.ref(column)}`));
  return sql`select settled_by as key, ${columns}, null::bigint as open_at_start from ${dossiersOf(then, { where: closedSince(from) })} where ${where} group by settled_by`;
};

/** What is owed at this moment, by the key. Nothing stands still on a single day. */
const standingBy = (question: WorkloadQuestion, now: string, then: Then | undefined) => {
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
    from ${dossiersOf(then, { open: true })} where ${where} group by 1`;
};

/** Rule 2.1 of the index of Decision 766/QĐ-TTg for the period, by the key. */
const progressBy = (question: WorkloadQuestion, now: string, then: Then | undefined) => {
  const { groupBy, from, to } = question;
  const key = { unit: 'competent_unit', procedure: 'procedure', official: undefined, day: undefined }[groupBy];
  const { counts, onTime, onTimeAsStated } = rule21({ to, now });
  const inPeriod = sql`${counts} and (closed_on is null or closed_on >= ${from}::date)`;
  const where = and([key === undefined ? sql`false` : inPeriod, ...asked(question, 'competent_unit')]);
  return sql`select ${key === undefined ? sql`null::text` : sql.ref(key)} as key,
    count(*) as rule_dossiers,
    count(*) filter (where ${onTime}) as rule_on_time,
    count(*) filter (where ${onTimeAsStated}) as rule_as_stated
    from ${dossiersOf(then, { open: { closedFrom: from } })} where ${where} group by 1`;
};

const share = (part: number, whole: number): number | null => (whole === 0 ? null : part / whole);

const progressOf = ({ rule_dossiers, rule_on_time, rule_as_stated }: WorkloadRow) => {
  const [dossiers, onTime, onTimeAsStated] = [rule_dossiers ?? 0, rule_on_time ?? 0, rule_as_stated ?? 0];
  return { dossiers, onTime, rate: share(onTime, dossiers), onTimeAsStated, rateAsStated: share(onTimeAsStated, dossiers) };
};

const afterClosingOf = (row: WorkloadRow) => ({
  submitted: row.submitted_after_closing ?? 0,
  received: row.received_after_closing ?? 0,
  settled: row.settled_after_closing ?? 0,
  onTime: row.on_time_after_closing ?? 0,
  late: row.late_after_closing ?? 0,
  returned: row.returned_after_closing ?? 0,
  refused: row.refused_after_closing ?? 0,
  withdrawn: row.withdrawn_after_closing ?? 0,
  stopped: row.stopped_after_closing ?? 0,
});

const view = (row: WorkloadRow, groupBy: WorkloadGroup): Workload => {
  // a group without flows has had none; on a single day nothing stands open
  const none = groupBy === 'day' ? null : 0;
  const flow = (name: Counter) =>
    row[name] ?? (groupBy === 'official' && !['settled', 'on_time', 'late', 'on_time_as_stated'].includes(name) ? null : 0);
  const backlog = groupBy === 'unit' || groupBy === 'procedure' ? (row.open_at_start ?? 0) : null;
  const settled = flow('settled') ?? 0;
  return {
    key: row.key,
    openAtStart: backlog,
    submitted: flow('submitted'),
    reopened: flow('reopened'),
    received: flow('received'),
    receivedDirect: flow('received_direct'),
    receivedOnline: flow('received_online'),
    receivedPostal: flow('received_postal'),
    receivedElsewhere: flow('received_elsewhere'),
    receivedForOthers: flow('received_for_others'),
    receivedLate: flow('received_late'),
    settled,
    onTime: flow('on_time') ?? 0,
    late: flow('late') ?? 0,
    onTimeRate: share(flow('on_time') ?? 0, settled),
    onTimeAsStated: flow('on_time_as_stated') ?? 0,
    onTimeRateAsStated: share(flow('on_time_as_stated') ?? 0, settled),
    index766: groupBy === 'unit' || groupBy === 'procedure' ? progressOf(row) : null,
    afterClosing: groupBy === 'official' ? null : afterClosingOf(row),
    returned: flow('returned'),
    refused: flow('refused'),
    withdrawn: flow('withdrawn'),
    stopped: flow('stopped'),
    openAtEnd: backlog === null ? null : backlog + (flow('entered') ?? 0) + (flow('reopened') ?? 0) - (flow('closed') ?? 0),
    open: row.open ?? none,
    overdue: row.overdue ?? none,
    waitingForCitizen: row.waiting ?? none,
    receptionOverdue: row.reception_overdue ?? none,
  };
};

/**
 * Flows of a period and what is owed now, by unit, procedure, day or official; in order of the key, after `after`.
 * Dossiers count for their competent unit and, with officials, for whoever holds or settled them. `then`: as of a moment,
 * which `now` is the time of.
 */
export const workload = async (
  db: Kysely<any>,
  question: WorkloadQuestion,
  now: string,
  { limit, after }: { limit: number; after?: string | undefined },
  then?: Then,
): Promise<Workload[]> => {
  const { groupBy } = question;
  const flows = groupBy === 'official' ? settledByOfficial(question, then) : flowsBy(question, groupBy, then);
  const { rows } = await sql<WorkloadRow>`
    with flows as (${flows}), standing as (${standingBy(question, now, then)}), progress as (${progressBy(question, now, then)})
    select * from flows full join standing using (key) full join progress using (key)
    where ${after === undefined ? sql`true` : sql`key > ${after}`} order by key limit ${limit}`.execute(db);
  return rows.map((row) => view(row, groupBy));
};
