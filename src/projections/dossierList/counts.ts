import { type Columns, derivedTable, type RowOf } from '#projections/daemon/projection.ts';
import type { DossierRow, EarlierCourse, Flow } from './view.ts';

/** Flows that are counted apart too where they were entered after their month had been closed. */
const closable = ['submitted', 'received', 'settled', 'on_time', 'late', 'returned', 'refused', 'withdrawn', 'stopped'] as const;
type Closable = (typeof closable)[number];
type AfterClosing = `${Closable}_after_closing`;

const counters = {
  /** Came in, on whatever way: backlog grows by one. */
  entered: 'integer',
  /** Online or by post. */
  submitted: 'integer',
  /** Taken up again after it had ended: backlog grows by one. */
  reopened: 'integer',
  received: 'integer',
  received_direct: 'integer',
  received_online: 'integer',
  received_postal: 'integer',
  received_elsewhere: 'integer',
  /** Received here, and another unit or agency is competent: the only count of the place of receipt. */
  received_for_others: 'integer',
  received_late: 'integer',
  settled: 'integer',
  on_time: 'integer',
  late: 'integer',
  /** By the times stated, confirmed or not. */
  on_time_as_stated: 'integer',
  returned: 'integer',
  refused: 'integer',
  withdrawn: 'integer',
  stopped: 'integer',
  /** Nothing is owed any more: backlog shrinks by one. */
  closed: 'integer',
  ...(Object.fromEntries(closable.map((flow) => [`${flow}_after_closing`, 'integer'])) as { [F in AfterClosing]: 'integer' }),
} as const satisfies Columns;
export type Counter = keyof typeof counters;

const columns = { unit: 'text', procedure: 'text', day: 'date', ...counters } as const satisfies Columns;
export type CountsRow = RowOf<typeof columns>;

const dateColumns = ['entered_on', 'received_on', 'settled_on', 'returned_on', 'closed_on'] as const;
/** A dossier counts differently only after one of these has changed: most events change none. */
const placeAndDays = ['competent_unit', 'procedure', 'received_late', 'on_time', 'on_time_as_stated', ...dateColumns] as const;

/** Names of the flows that are counted. */
export const counterNames = Object.keys(counters) as Counter[];
type Counts = Record<Counter, number>;
const zero = Object.fromEntries(counterNames.map((counter) => [counter, 0])) as Counts;

/** Adds what one dossier counts on a day of a unit and procedure, or with `times` -1 takes it away. */
const add = (counts: Counts, row: DossierRow | undefined, [unit, procedure, day]: DayKey, times: 1 | -1): void => {
  if (row === undefined || row.procedure !== procedure) return;
  if (row.received_elsewhere && row.place_of_receipt === unit && row.received_on === day) counts.received_for_others += times;
  if (row.competent_unit !== unit) return;
  const count = (flow: Closable, entry: Flow) => {
    counts[flow] += times;
    if (row.after_closing.includes(entry)) counts[`${flow}_after_closing`] += times;
  };
  if (row.entered_on === day) {
    counts.entered += times;
    if (row.submitted_at !== null && row.channel !== 'direct') count('submitted', 'entered');
  }
  if (row.received_on === day) {
    count('received', 'received');
    counts[`received_${row.channel}`] += times;
    if (row.received_elsewhere) counts.received_elsewhere += times;
    if (row.received_late) counts.received_late += times;
  }
  addCourse(counts, row, day, times);
  for (const course of row.earlier) {
    addCourse(counts, course, day, times);
    if (course.reopened_on === day) counts.reopened += times;
  }
};

/** Adds how a dossier ended on a day: the course it is on, or one before it was reopened. */
const addCourse = (counts: Counts, course: Omit<EarlierCourse, 'reopened_on' | 'reopened_at'>, day: string, times: 1 | -1): void => {
  const count = (flow: Closable, entry: Flow) => {
    counts[flow] += times;
    if (course.after_closing.includes(entry)) counts[`${flow}_after_closing`] += times;
  };
  if (course.settled_on === day) {
    count('settled', 'settled');
    if (course.on_time !== null) count(course.on_time ? 'on_time' : 'late', 'settled');
    if (course.on_time_as_stated === true) counts.on_time_as_stated += times;
  }
  if (course.returned_on === day) count('returned', 'returned');
  if (course.closed_on === day) {
    counts.closed += times;
    if (course.status === 'refused' || course.status === 'withdrawn' || course.status === 'stopped') count(course.status, 'ended');
  }
};

type DayKey = readonly [unit: string, procedure: string, day: string];
const isSame = (a: DayKey, b: DayKey): boolean => a[0] === b[0] && a[1] === b[1] && a[2] === b[2];

/** Adds the days of a unit and procedure on which a row counts. */
const addKeys = (keys: DayKey[], row: DossierRow | undefined): void => {
  if (row === undefined) return;
  const earlier = row.earlier.flatMap((course) => [course.settled_on, course.returned_on, course.closed_on, course.reopened_on]);
  const addKey = (unit: string, day: string | null): void => {
    if (day === null) return;
    const key: DayKey = [unit, row.procedure, day];
    if (!keys.some((other) => isSame(other, key))) keys.push(key);
  };
  for (const day of [...dateColumns.map((column) => row[column]), ...earlier]) addKey(row.competent_unit, day);
  if (row.received_elsewhere && row.place_of_receipt !== null) addKey(row.place_of_receipt, row.received_on);
};

const isPlacedAlike = (before: DossierRow, after: DossierRow): boolean => {
  for (const column of placeAndDays) if (before[column] !== after[column]) return false;
  return before.earlier.length === after.earlier.length;
};

const countsDifferently = (before: DossierRow | undefined, after: DossierRow | undefined, key: DayKey): boolean => {
  const difference = { ...zero };
  add(difference, before, key, -1);
  add(difference, after, key, 1);
  for (const counter of counterNames) if (difference[counter] !== 0) return true;
  return false;
};

/** Flows by competent unit (what is received for others, by the place), procedure and day (Asia/Ho_Chi_Minh), exact: a dossier's old counts go as new ones come. */
export const dossierCounts = derivedTable({
  from: 'dossier_list',
  columns,
  primaryKey: ['unit', 'procedure', 'day'],
  indexes: [['day'], ['procedure', 'day']],
  keys: ({ before, after }: { before: DossierRow | undefined; after: DossierRow | undefined }) => {
    if (before !== undefined && after !== undefined && isPlacedAlike(before, after)) return [];
    const keys: DayKey[] = [];
    addKeys(keys, before);
    addKeys(keys, after);
    return keys.filter((key) => countsDifferently(before, after, key));
  },
  evolve: (row: CountsRow | undefined, { before, after }, key) => {
    const dayKey = key as unknown as DayKey;
    const counts = row === undefined ? { unit: dayKey[0], procedure: dayKey[1], day: dayKey[2], ...zero } : { ...row };
    add(counts, before, dayKey, -1);
    add(counts, after, dayKey, 1);
    return counts;
  },
});
