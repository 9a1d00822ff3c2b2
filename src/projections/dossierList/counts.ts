import { type Columns, derivedTable, type RowOf } from '#projections/daemon/projection.ts';
import type { DossierRow } from './projection.ts';

const counters = {
  /** Came in, on whatever way: backlog grows by one. */
  entered: 'integer',
  /** Online or by post. */
  submitted: 'integer',
  received: 'integer',
  received_direct: 'integer',
  received_online: 'integer',
  received_postal: 'integer',
  received_elsewhere: 'integer',
  received_late: 'integer',
  settled: 'integer',
  on_time: 'integer',
  late: 'integer',
  returned: 'integer',
  refused: 'integer',
  withdrawn: 'integer',
  stopped: 'integer',
  /** Nothing is owed any more: backlog shrinks by one. */
  closed: 'integer',
} as const satisfies Columns;
type Counter = keyof typeof counters;

const columns = { unit: 'text', procedure: 'text', day: 'date', ...counters } as const satisfies Columns;
export type CountsRow = RowOf<typeof columns>;

const dateColumns = ['entered_on', 'received_on', 'settled_on', 'returned_on', 'closed_on'] as const;
/** A dossier counts differently only after one of these has changed: most events change none. */
const placeAndDays = ['competent_unit', 'procedure', ...dateColumns] as const;

/** What one dossier adds to a day of its competent unit and procedure. */
const contribution = (row: DossierRow | undefined, unit: string, procedure: string, day: string): Record<Counter, boolean> => {
  const counted = row !== undefined && row.competent_unit === unit && row.procedure === procedure ? row : undefined;
  const received = counted?.received_on === day;
  const settled = counted?.settled_on === day;
  const closed = counted?.closed_on === day;
  return {
    entered: counted?.entered_on === day,
    submitted: counted?.entered_on === day && counted.submitted_at !== null && counted.channel !== 'direct',
    received,
    received_direct: received && counted.channel === 'direct',
    received_online: received && counted.channel === 'online',
    received_postal: received && counted.channel === 'postal',
    received_elsewhere: received && counted.received_elsewhere,
    received_late: received && counted.received_late,
    settled,
    on_time: settled && counted.on_time === true,
    late: settled && counted.on_time === false,
    returned: counted?.returned_on === day,
    refused: closed && counted.status === 'refused',
    withdrawn: closed && counted.status === 'withdrawn',
    stopped: closed && counted.status === 'stopped',
    closed,
  };
};

const keyOf = (row: DossierRow, day: string) => [row.competent_unit, row.procedure, day] as const;

/** Days of a unit and procedure on which a row counts. */
const keysOf = (row: DossierRow | undefined): (readonly [string, string, string])[] =>
  row === undefined ? [] : dateColumns.flatMap((column) => (row[column] === null ? [] : [keyOf(row, row[column])]));

const counterNames = Object.keys(counters) as Counter[];

/** Flows by competent unit, procedure and day (Asia/Ho_Chi_Minh), kept exact by adding what a dossier counts now and taking away what it counted before. */
export const dossierCounts = derivedTable({
  from: 'dossier_list',
  columns,
  primaryKey: ['unit', 'procedure', 'day'],
  indexes: [['day'], ['procedure', 'day']],
  keys: ({ before, after }: { before: DossierRow | undefined; after: DossierRow | undefined }) => {
    if (before !== undefined && after !== undefined && placeAndDays.every((column) => before[column] === after[column])) return [];
    const keys = new Map([...keysOf(before), ...keysOf(after)].map((key) => [key.join('|'), key]));
    return [...keys.values()].filter(([unit, procedure, day]) => {
      const [was, is] = [contribution(before, unit, procedure, day), contribution(after, unit, procedure, day)];
      return counterNames.some((counter) => was[counter] !== is[counter]);
    });
  },
  evolve: (row: CountsRow | undefined, { before, after }, key) => {
    const [unit, procedure, day] = key as unknown as readonly [string, string, string];
    const [was, is] = [contribution(before, unit, procedure, day), contribution(after, unit, procedure, day)];
    const count = (counter: Counter) => [counter, (row?.[counter] ?? 0) + Number(is[counter]) - Number(was[counter])] as const;
    return { unit, procedure, day, ...(Object.fromEntries(counterNames.map(count)) as Record<Counter, number>) };
  },
});
