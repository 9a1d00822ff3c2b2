import type { DossierEvent } from '#events/dossier/events.ts';
import type { Recorded } from '#events/store/event.ts';
import { type Columns, defineProjection, derivedTable, eventTable, type RowOf } from '#projections/daemon/projection.ts';

const shared = {
  dossier_id: 'text',
  procedure: 'text',
  unit: 'text',
  /** Null: at the desk of the unit. */
  official: 'text?',
  /** The agency still owes a decision. */
  pending: 'boolean',
  due_at: 'timestamptz?',
  clock_stopped_since: 'timestamptz?',
  /** The event that caused the dossier to come to this holder, where it was handed over. */
  because: 'text?',
  since_position: 'bigint',
  since_at: 'timestamptz',
} as const satisfies Columns;

const heldColumns = { ...shared, stops: 'text[]' } as const satisfies Columns;
type Held = RowOf<typeof heldColumns>;

const stretchColumns = { ...shared, until_position: 'bigint?', until_at: 'timestamptz?' } as const satisfies Columns;
/** A stretch of time over which one dossier had one holder, one due time, and a clock that ran or stood still. */
export type StretchRow = RowOf<typeof stretchColumns>;

type Holder = { unit: string; official?: string | undefined };
const heldBy = ({ unit, official }: Holder, because: string | null) => ({ unit, official: official ?? null, because });

const stopped = (row: Held, by: string, at: string) => ({
  stops: [...row.stops.filter((stop) => stop !== by), by],
  clock_stopped_since: row.clock_stopped_since ?? at,
});
const resumed = (row: Held, by: string) => {
  const stops = row.stops.filter((stop) => stop !== by);
  return { stops, clock_stopped_since: stops.length === 0 ? null : row.clock_stopped_since };
};

type Loading = Exclude<DossierEvent, { type: 'DossierArchived' | 'DossierPersonalDataErased' }>;

/** What an event changes; `undefined` when the dossier is nobody's any more. */
const changes = (row: Held, event: Recorded<Loading>): Partial<Held> | undefined => {
  switch (event.type) {
    case 'DossierSubmitted':
      return {};
    case 'DossierReceived':
      return { ...heldBy(event.data.holder, null), due_at: event.data.appointed.at };
    case 'DossierHandedOver':
      return heldBy(event.data.to, event.causationId);
    case 'SupplementRequested':
      return stopped(row, 'supplement', event.occurredAt);
    case 'SupplementGiven':
      return { ...resumed(row, 'supplement'), due_at: event.data.due?.at ?? row.due_at };
    case 'FeeRequested':
      return event.data.stopsClock === false ? {} : stopped(row, 'fee', event.occurredAt);
    case 'FeePaid':
      return { ...resumed(row, 'fee'), due_at: event.data.due?.at ?? row.due_at };
    case 'VerificationStarted':
    case 'DossierExtended':
      return { due_at: event.data.due.at };
    case 'DossierSettled':
      return { pending: false, stops: [], clock_stopped_since: null };
    case 'DossierRefused':
    case 'DossierWithdrawn':
    case 'DossierStopped':
    case 'ResultReturned':
      return undefined;
  }
};

const entered = (event: Recorded<Extract<Loading, { type: 'DossierSubmitted' | 'DossierReceived' }>>): Held => ({
  dossier_id: event.data.dossierId,
  procedure: event.data.procedure,
  ...heldBy(event.data.holder, null),
  pending: true,
  due_at: null,
  clock_stopped_since: null,
  stops: [],
  since_position: event.position,
  since_at: event.occurredAt,
});

const telling = ['procedure', 'unit', 'official', 'pending', 'due_at', 'clock_stopped_since', 'because'] as const;

const evolve = (row: Held | undefined, event: Recorded<Loading>): Held | undefined => {
  const before = row ?? (event.type === 'DossierSubmitted' || event.type === 'DossierReceived' ? entered(event) : undefined);
  if (before === undefined) return undefined;
  const changed = changes(before, event);
  if (changed === undefined) return undefined;
  const after = { ...before, ...changed };
  if (row !== undefined && telling.every((column) => row[column] === after[column]))
    return { ...after, since_position: row.since_position };
  return { ...after, since_position: event.position, since_at: event.occurredAt };
};

const held = eventTable({
  columns: heldColumns,
  primaryKey: ['dossier_id'],
  on: [
    'DossierSubmitted',
    'DossierReceived',
    'DossierHandedOver',
    'SupplementRequested',
    'SupplementGiven',
    'FeeRequested',
    'FeePaid',
    'VerificationStarted',
    'DossierExtended',
    'DossierSettled',
    'DossierRefused',
    'DossierWithdrawn',
    'DossierStopped',
    'ResultReturned',
  ] as const satisfies readonly Loading['type'][],
  keys: (event) => [[event.data.dossierId]],
  evolve,
});

const stretches = derivedTable({
  from: 'held',
  columns: stretchColumns,
  primaryKey: ['dossier_id', 'since_position'],
  indexes: [
    ['unit', 'until_at'],
    ['official', 'until_at'],
    ['because', 'until_at'],
  ],
  keys: ({ before, after }: { before: Held | undefined; after: Held | undefined }) => {
    if (before?.since_position === after?.since_position) return [];
    return [before, after].flatMap((row) => (row === undefined ? [] : [[row.dossier_id, row.since_position] as const]));
  },
  evolve: (row: StretchRow | undefined, { after, event }, [, since]): StretchRow | undefined => {
    if (after === undefined || after.since_position !== since)
      return row && { ...row, until_position: event.position, until_at: event.occurredAt };
    const { stops: _, ...begun } = after;
    return { ...begun, until_position: null, until_at: null };
  },
});

/** Who held which dossiers when, and how urgent they were: what an official has to carry, now and at any moment before. */
export const officialLoad = defineProjection({ name: 'official-load', version: 1, tables: { held, held_stretches: stretches } });
