import { type DossierStatus, noProgress, type Progress, progressAfter, statusOf } from '#domain/dossier/status.ts';
import { localDay } from '#domain/time/localDay.ts';
import { type Channel, type DossierEvent, dossierEvents } from '#events/dossier/events.ts';
import type { Recorded } from '#events/store/event.ts';
import { type Columns, defineProjection, eventTable, type RowOf } from '#projections/daemon/projection.ts';
import { dossierCounts } from './counts.ts';

const columns = {
  dossier_id: 'text',
  code: 'text?',
  external_code: 'text?',
  procedure: 'text',
  procedure_version: 'integer?',
  channel: 'text',
  competent_unit: 'text',
  place_of_receipt: 'text?',
  received_elsewhere: 'boolean',
  holder_unit: 'text',
  holder_official: 'text?',
  status: 'text',
  progress: 'jsonb',
  step: 'integer?',
  step_name: 'text?',
  steps: 'integer?',
  owner_kind: 'text?',
  /** Sealed. */
  owner_name: 'jsonb?',
  /** Handed in, or received or refused at the counter: whichever came first. */
  entered_at: 'timestamptz',
  entered_on: 'date',
  submitted_at: 'timestamptz?',
  receive_by: 'timestamptz?',
  received_at: 'timestamptz?',
  received_on: 'date?',
  /** Received only after the time for it had passed, no supplement having been asked for in time. */
  received_late: 'boolean',
  appointed_at: 'timestamptz?',
  due_at: 'timestamptz?',
  clock_stopped_since: 'timestamptz?',
  extended: 'boolean',
  verification: 'boolean',
  supplement: 'text',
  supplement_requested_at: 'timestamptz?',
  fee_outstanding_dong: 'bigint?',
  /** First time that the competent Center held it. */
  reached_competent_at: 'timestamptz?',
  settled_at: 'timestamptz?',
  settled_on: 'date?',
  settled_by: 'text?',
  on_time: 'boolean?',
  returned_at: 'timestamptz?',
  returned_on: 'date?',
  ended_at: 'timestamptz?',
  /** The agency still owes a decision: neither settled nor ended otherwise. */
  pending: 'boolean',
  closed_on: 'date?',
  archived_at: 'timestamptz?',
  personal_data_erased: 'boolean',
  simulated: 'boolean',
  revision: 'integer',
  last_event: 'text',
  last_activity_at: 'timestamptz',
} as const satisfies Columns;

/** A row with the words its texts are limited to. */
export type DossierRow = Omit<RowOf<typeof columns>, 'channel' | 'status' | 'progress' | 'owner_kind' | 'supplement'> & {
  channel: Channel;
  status: DossierStatus;
  progress: Progress;
  owner_kind: OwnerKind | null;
  supplement: 'none' | 'requested' | 'given';
};

type OwnerKind = NonNullable<Entered['data']['owner']>['kind'];
type Entered = Extract<DossierEvent, { type: 'DossierSubmitted' | 'DossierReceived' }>;

const entered = (event: Recorded<Entered>): DossierRow => ({
  dossier_id: event.data.dossierId,
  code: null,
  external_code: event.type === 'DossierSubmitted' ? (event.data.externalCode ?? null) : null,
  procedure: event.data.procedure,
  procedure_version: null,
  channel: event.data.channel,
  competent_unit: event.data.competentUnit,
  place_of_receipt: null,
  received_elsewhere: false,
  holder_unit: event.data.holder.unit,
  holder_official: event.data.holder.official ?? null,
  status: statusOf(noProgress),
  progress: noProgress,
  step: null,
  step_name: null,
  steps: null,
  owner_kind: event.data.owner?.kind ?? null,
  owner_name: event.data.owner?.name ?? null,
  entered_at: event.occurredAt,
  entered_on: localDay(event.occurredAt),
  submitted_at: event.type === 'DossierSubmitted' ? event.occurredAt : null,
  receive_by: event.type === 'DossierSubmitted' ? (event.data.receiveBy?.at ?? null) : null,
  received_at: null,
  received_on: null,
  received_late: false,
  appointed_at: null,
  due_at: null,
  clock_stopped_since: null,
  extended: false,
  verification: false,
  supplement: 'none',
  supplement_requested_at: null,
  fee_outstanding_dong: null,
  reached_competent_at: event.data.holder.unit === event.data.competentUnit ? event.occurredAt : null,
  settled_at: null,
  settled_on: null,
  settled_by: null,
  on_time: null,
  returned_at: null,
  returned_on: null,
  ended_at: null,
  pending: true,
  closed_on: null,
  archived_at: null,
  personal_data_erased: false,
  simulated: event.actor.simulated === true,
  revision: event.revision,
  last_event: event.type,
  last_activity_at: event.occurredAt,
});

const heldBy = (row: DossierRow, holder: { unit: string; official?: string | undefined }, at: string) => ({
  holder_unit: holder.unit,
  holder_official: holder.official ?? null,
  reached_competent_at: row.reached_competent_at ?? (holder.unit === row.competent_unit ? at : null),
});

const ended = (row: DossierRow, at: string) => ({
  ended_at: at,
  pending: false,
  closed_on: row.closed_on ?? localDay(at),
  clock_stopped_since: null,
});

/** What an event changes in the row, apart from status and activity. */
const changes = (row: DossierRow, event: Recorded<DossierEvent>): Partial<DossierRow> => {
  const at = event.occurredAt;
  switch (event.type) {
    case 'DossierSubmitted':
      return {};
    case 'DossierReceived': {
      const answeredAt = row.supplement_requested_at ?? at;
      return {
        ...heldBy(row, event.data.holder, at),
        code: event.data.code,
        procedure: event.data.procedure,
        procedure_version: event.data.procedureVersion,
        place_of_receipt: event.data.placeOfReceipt,
        received_elsewhere: event.data.placeOfReceipt !== row.competent_unit,
        step: 0,
        step_name: event.data.steps[0]?.name ?? null,
        steps: event.data.steps.length,
        owner_kind: event.data.owner?.kind ?? row.owner_kind,
        owner_name: event.data.owner?.name ?? row.owner_name,
        received_at: at,
        received_on: localDay(at),
        received_late: row.receive_by !== null && answeredAt > row.receive_by,
        appointed_at: event.data.appointed.at,
        due_at: event.data.appointed.at,
      };
    }
    case 'SupplementRequested':
      return { supplement: 'requested', supplement_requested_at: at, clock_stopped_since: row.clock_stopped_since ?? at };
    case 'SupplementGiven':
      return {
        supplement: 'given',
        due_at: event.data.due?.at ?? row.due_at,
        // a new due time says that nothing else stops the clock; before reception nothing else can
        clock_stopped_since: row.received_at !== null && event.data.due === undefined ? row.clock_stopped_since : null,
      };
    case 'DossierHandedOver':
      return { ...heldBy(row, event.data.to, at), step: event.data.step, step_name: event.data.stepName };
    case 'VerificationStarted':
      return { verification: true, due_at: event.data.due.at };
    case 'DossierExtended':
      return { extended: true, due_at: event.data.due.at };
    case 'FeeRequested':
      return {
        fee_outstanding_dong: event.data.totalDong,
        clock_stopped_since: event.data.stopsClock === false ? row.clock_stopped_since : (row.clock_stopped_since ?? at),
      };
    case 'FeePaid':
      return {
        fee_outstanding_dong: null,
        due_at: event.data.due?.at ?? row.due_at,
        clock_stopped_since: row.progress.supplementOutstanding ? row.clock_stopped_since : null,
      };
    case 'DossierSettled':
      return {
        settled_at: at,
        settled_on: localDay(at),
        settled_by: row.holder_official,
        on_time: event.data.onTime,
        pending: false,
        closed_on: localDay(at),
        clock_stopped_since: null,
      };
    case 'ResultReturned':
      return { returned_at: at, returned_on: localDay(at), ended_at: at };
    case 'DossierRefused':
    case 'DossierWithdrawn':
    case 'DossierStopped':
      return ended(row, at);
    case 'DossierArchived':
      return { archived_at: at };
    case 'DossierPersonalDataErased':
      return { personal_data_erased: true };
  }
};

const evolve = (row: DossierRow | undefined, event: Recorded<DossierEvent>): DossierRow | undefined => {
  const before = row ?? (event.type === 'DossierSubmitted' || event.type === 'DossierReceived' ? entered(event) : undefined);
  if (before === undefined) return undefined;
  const progress = progressAfter(before.progress, event);
  return {
    ...before,
    ...changes(before, event),
    progress,
    status: statusOf(progress),
    revision: event.revision,
    last_event: event.type,
    last_activity_at: event.occurredAt,
  };
};

/** Every dossier in one row, and exact counts of what happened by unit, procedure and day. */
export const dossierList = defineProjection({
  name: 'dossier-list',
  version: 3,
  tables: {
    dossier_list: eventTable({
      columns,
      primaryKey: ['dossier_id'],
      indexes: [
        ['code'],
        ['entered_at desc', 'dossier_id desc'],
        ['competent_unit', 'entered_at desc', 'dossier_id desc'],
        ['place_of_receipt', 'entered_at desc', 'dossier_id desc'],
        ['holder_unit', 'entered_at desc', 'dossier_id desc'],
        ['holder_unit', 'pending', 'due_at'],
        ['holder_official', 'pending'],
        ['competent_unit', 'pending', 'due_at'],
        ['pending', 'due_at'],
        ['procedure', 'entered_at desc', 'dossier_id desc'],
        ['status', 'entered_at desc', 'dossier_id desc'],
        ['settled_by', 'settled_on'],
      ],
      on: Object.keys(dossierEvents.schemas) as DossierEvent['type'][],
      keys: (event) => [[event.data.dossierId]],
      evolve: (row, event) => evolve(row as DossierRow | undefined, event),
    }),
    dossier_counts: dossierCounts,
  },
});
