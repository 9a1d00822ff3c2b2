import { randomUUID } from 'node:crypto';
import type { NewEvent } from '#events/store/event.ts';
import { type Change, type Columns, defineProjection, derivedTable, eventTable, type RowOf } from '#projections/daemon/projection.ts';

/** A read model made for these tests: what each dossier owes, and exact sums by unit. */
const columns = {
  dossier_id: 'text',
  unit: 'text',
  owed: 'bigint',
  paid: 'bigint',
  events: 'integer',
  average: 'double precision',
  settled: 'boolean',
  first_at: 'timestamptz',
  first_on: 'date',
  paid_at: 'timestamptz?',
  methods: 'text[]',
  items: 'jsonb',
} as const satisfies Columns;
type Account = RowOf<typeof columns>;

const sumColumns = { unit: 'text', accounts: 'integer', owed: 'bigint' } as const satisfies Columns;

type Options = {
  name?: string;
  version?: number;
  /** An amount that the fold does not survive. */
  poison?: number;
  /** An amount that the database refuses: its row gets a day that is in no calendar. */
  refused?: number;
  beforeFold?: (dong: number) => void;
};

export const accounts = ({ name = 'test-accounts', version = 1, poison, refused, beforeFold = () => {} }: Options = {}) => {
  const table = name.replaceAll('-', '_');
  return defineProjection({
    name,
    version,
    tables: {
      [`${table}_by_unit`]: derivedTable<Account, typeof sumColumns>({
        from: table,
        columns: sumColumns,
        primaryKey: ['unit'],
        keys: ({ before, after }) => [...(before ? [[before.unit]] : []), ...(after ? [[after.unit]] : [])],
        evolve: (row, { before, after }: Change<Account>, key) => {
          const unit = String(key[0]);
          const sum = row ?? { unit, accounts: 0, owed: 0 };
          const left = before?.unit === unit ? before : undefined;
          const come = after?.unit === unit ? after : undefined;
          const count = sum.accounts - (left ? 1 : 0) + (come ? 1 : 0);
          return count === 0 ? undefined : { unit, accounts: count, owed: sum.owed - (left?.owed ?? 0) + (come?.owed ?? 0) };
        },
      }),
      [table]: eventTable({
        columns,
        primaryKey: ['dossier_id'],
        indexes: [['unit', 'owed desc'], ['using gin (items)']],
        on: ['FeeRequested', 'FeePaid', 'DossierWithdrawn'],
        keys: (event) => [[event.data.dossierId], [event.data.dossierId]],
        evolve: (row, event) => {
          if (event.type === 'DossierWithdrawn') return undefined;
          beforeFold(event.data.totalDong);
          if (event.data.totalDong === poison) throw new Error(`cannot fold ${event.data.dossierId}`);
          const before: Account = row ?? {
            dossier_id: event.data.dossierId,
            unit: '',
            owed: 0,
            paid: 0,
            events: 0,
            average: 0,
            settled: false,
            first_at: event.occurredAt,
            first_on: event.occurredAt.slice(0, 10),
            paid_at: null,
            methods: [],
            items: {},
          };
          const paid = event.type === 'FeePaid' ? before.paid + event.data.totalDong : before.paid;
          const owed = event.type === 'FeeRequested' ? before.owed + event.data.totalDong * version : before.owed;
          return {
            ...before,
            unit: event.unit ?? '',
            first_on: event.data.totalDong === refused ? '2025-02-30' : before.first_on,
            owed,
            paid,
            events: before.events + 1,
            average: (owed - paid) / (before.events + 1),
            settled: paid >= owed,
            paid_at: event.type === 'FeePaid' ? event.occurredAt : before.paid_at,
            methods: event.type === 'FeePaid' ? [...before.methods, event.data.method, 'quo"ted, {text}'] : before.methods,
            items: {
              ...(before.items as object),
              [event.type === 'FeePaid' ? 'zz' : 'Aâ']: { amount: event.data.totalDong, none: undefined },
            },
          };
        },
      }),
    },
  });
};

export type Act = { dossier: number; unit: number; kind: 'FeeRequested' | 'FeePaid' | 'DossierWithdrawn'; dong: number };

export const dossierId = (number: number): string => `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`;

/** The event that records an act, as the log keeps it. */
export const eventOf = ({ dossier, unit, kind, dong }: Act, occurredAt = '2025-07-01T02:12:00.000Z'): NewEvent => {
  const id = dossierId(dossier);
  const data = {
    FeeRequested: { dossierId: id, items: [{ name: 'Phí', kind: 'fee', dong }], totalDong: dong },
    FeePaid: { dossierId: id, totalDong: dong, method: 'cash', receiptNumber: 'BL-1', pausedWorkingMinutes: 0 },
    DossierWithdrawn: { dossierId: id, reason: 'rút' },
  }[kind];
  const eventId = randomUUID();
  return {
    id: eventId,
    type: kind,
    schemaVersion: 1,
    occurredAt,
    actor: { id: 'tester', role: 'system' },
    correlationId: eventId,
    causationId: eventId,
    unit: `2574${unit}`,
    data,
  };
};

/** A sequence without end that looks like life, the same each time. */
export const acts = (count: number, dossiers = 50, seed = 1): Act[] => {
  let state = seed;
  const random = (below: number) => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return Math.floor((state / 2_147_483_648) * below);
  };
  return Array.from({ length: count }, () => ({
    dossier: random(dossiers),
    unit: random(5),
    kind: (['FeeRequested', 'FeeRequested', 'FeePaid', 'DossierWithdrawn'] as const)[random(4)] ?? 'FeeRequested',
    dong: random(600),
  }));
};
