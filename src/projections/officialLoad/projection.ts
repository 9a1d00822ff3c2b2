import { dueAfter, pendingAfter, type Stop, stoppedSinceAfter, stopsAfter } from '#domain/dossier/clock.ts';
import { type Entry, isEntry, outcomeOf } from '#domain/dossier/status.ts';
import { type DossierEvent, dossierEvents } from '#events/dossier/events.ts';
import { typesOf } from '#events/store/defineEvents.ts';
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
type Held = Omit<RowOf<typeof heldColumns>, 'stops'> & { stops: Stop[] };

const stretchColumns = { ...shared, until_position: 'bigint?', until_at: 'timestamptz?' } as const satisfies Columns;
/** A stretch of time over which one dossier had one holder, one due time, and a clock that ran or stood still. */
export type StretchRow = RowOf<typeof stretchColumns>;

type Holder = { unit: string; official?: string | undefined };
const heldBy = ({ unit, official }: Holder, because: string | null) => ({ unit, official: official ?? null, because });

/** What says nothing of who holds a dossier and until when: how long it is kept, and who was reminded of it. */
const keeping = [
  'DossierArchived',
  'DossierLegalHoldPlaced',
  'DossierLegalHoldLifted',
  'DossierErasureRefused',
  'DossierPersonalDataErased',
  'DossierReminded',
  'DossierUrged',
] as const satisfies DossierEvent['type'][];
type Loading = Exclude<DossierEvent, { type: (typeof keeping)[number] }>;
const loading = typesOf(dossierEvents).filter((type): type is Loading['type'] => !keeping.some((one) => one === type));

type Beginning = Recorded<Entry | Extract<DossierEvent, { type: 'DossierReopened' }>>;
/** Whether a dossier comes into somebody's hands with this event, where it was in nobody's. */
const isBeginning = (event: Recorded<Loading>): event is Beginning => event.type === 'DossierReopened' || isEntry(event);

const entered = (event: Beginning): Held => ({
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

/** Into whose hands an event brings the dossier, where it does. */
const newHolder = (event: Recorded<Loading>) => {
  if (event.type === 'DossierReceived') return heldBy(event.data.holder, null);
  return event.type === 'DossierHandedOver' ? heldBy(event.data.to, event.causationId) : undefined;
};

const telling = ['procedure', 'unit', 'official', 'pending', 'due_at', 'clock_stopped_since', 'because'] as const;

/** `undefined` when the dossier is nobody's any more. */
const evolve = (row: Held | undefined, event: Recorded<Loading>): Held | undefined => {
  const before = row ?? (isBeginning(event) ? entered(event) : undefined);
  const outcome = outcomeOf(event);
  if (before === undefined || (outcome !== undefined && outcome !== 'settled')) return undefined;
  const after = {
    ...before,
    ...(event.type === 'DossierProcedureCorrected' && { procedure: event.data.procedure }),
    ...newHolder(event),
    pending: pendingAfter(before.pending, event),
    due_at: dueAfter(before.due_at, event),
    clock_stopped_since: stoppedSinceAfter(before.clock_stopped_since, before.due_at, event),
    stops: stopsAfter(before.stops, event),
  };
  if (row !== undefined && telling.every((column) => row[column] === after[column])) return after;
  return { ...after, since_position: event.position, since_at: event.occurredAt };
};

const held = eventTable({
  columns: heldColumns,
  primaryKey: ['dossier_id'],
  on: loading,
  keys: (event) => [[event.data.dossierId]],
  evolve: (row, event) => evolve(row as Held | undefined, event),
});

const stretches = derivedTable({
  from: 'held',
  columns: stretchColumns,
  primaryKey: ['dossier_id', 'since_position'],
  indexes: [['unit', 'until_at'], ['using btree (official) where until_at is null'], ['using btree (because) where until_at is null']],
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

/** Who held which dossiers when, and how urgent: what an official has to carry, now and at any moment before. */
export const officialLoad = defineProjection({ name: 'official-load', version: 3, tables: { held, held_stretches: stretches } });
