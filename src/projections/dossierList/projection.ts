import { dueAfter, pendingAfter, stoppedSinceAfter } from '#domain/dossier/clock.ts';
import { feeSumsAfter, noFees } from '#domain/dossier/fees.ts';
import { partsMovedBy } from '#domain/dossier/parts.ts';
import { type Entry, isEntry, noProgress, progressAfter, statusOf } from '#domain/dossier/status.ts';
import { localDay } from '#domain/time/localDay.ts';
import { type DossierEvent, dossierEvents } from '#events/dossier/events.ts';
import { typesOf } from '#events/store/defineEvents.ts';
import type { Recorded } from '#events/store/event.ts';
import { defineProjection, eventTable } from '#projections/daemon/projection.ts';
import { dossierCounts } from './counts.ts';
import { blank, columns, type DossierRow } from './view.ts';

const entered = (event: Recorded<Entry>): DossierRow => ({
  ...blank,
  dossier_id: event.data.dossierId,
  procedure: event.data.procedure,
  channel: event.data.channel,
  competent_unit: event.data.competentUnit,
  received_elsewhere: false,
  holder_unit: event.data.holder.unit,
  holder_official: event.data.holder.official ?? null,
  status: statusOf(noProgress),
  progress: noProgress,
  owner_kind: event.data.owner?.kind ?? null,
  owner_name: event.data.owner?.name ?? null,
  entered_at: event.occurredAt,
  entered_on: localDay(event.occurredAt),
  received_late: false,
  extended: false,
  verification: false,
  supplement: 'none',
  fee_paid_dong: noFees.paidDong,
  fee_waived_dong: noFees.waivedDong,
  fee_refunded_dong: noFees.refundedDong,
  fee_credit_dong: noFees.creditDong,
  reached_competent_at: event.data.holder.unit === event.data.competentUnit ? event.occurredAt : null,
  pending: true,
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

const money = (row: DossierRow, event: Recorded<DossierEvent>) => {
  const before = {
    owedDong: row.fee_outstanding_dong ?? 0,
    paidDong: row.fee_paid_dong,
    waivedDong: row.fee_waived_dong,
    refundedDong: row.fee_refunded_dong,
    creditDong: row.fee_credit_dong,
  };
  const { owedDong, paidDong, waivedDong, refundedDong, creditDong } = feeSumsAfter(before, event);
  return {
    fee_outstanding_dong: owedDong === 0 ? null : owedDong,
    fee_paid_dong: paidDong,
    fee_waived_dong: waivedDong,
    fee_refunded_dong: refundedDong,
    fee_credit_dong: creditDong,
  };
};

/** The parts after an event that moves or settles some. */
const partsNow = (parts: NonNullable<DossierRow['parts']>, event: Recorded<DossierEvent>): NonNullable<DossierRow['parts']> => {
  if (event.type === 'PartSettled') {
    const { part, onTime } = event.data;
    return parts.map((one) => (one.part === part ? { ...one, settledAt: event.occurredAt, onTime } : one));
  }
  const moved = partsMovedBy(event);
  if (moved.length === 0) return parts;
  return parts.map((one) => ({ ...one, dueAt: moved.find(({ part }) => part === one.part)?.due.at ?? one.dueAt }));
};

/** What an event changes in the row, apart from time, status and activity. */
const changes = (row: DossierRow, event: Recorded<DossierEvent>): Partial<DossierRow> | undefined => {
  const at = event.occurredAt;
  switch (event.type) {
    case 'DossierSubmitted':
      return { external_code: event.data.externalCode ?? null, submitted_at: at, receive_by: event.data.receiveBy?.at ?? null };
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
        parts:
          event.data.parts?.map(({ part, name, appointed }) => ({ part, name, dueAt: appointed.at, settledAt: null, onTime: null })) ??
          null,
      };
    }
    case 'SupplementRequested':
      return { supplement: 'requested', supplement_requested_at: at };
    case 'SupplementGiven':
      return { supplement: 'given' };
    case 'DossierHandedOver':
      return { ...heldBy(row, event.data.to, at), step: event.data.step, step_name: event.data.stepName };
    case 'VerificationStarted':
      return { verification: true };
    case 'DossierExtended':
      return { extended: true };
    case 'FeeRequested':
    case 'FeePaid':
    case 'FeeWaived':
    case 'FeeCancelled':
    case 'FeeRefunded':
      return money(row, event);
    case 'PartSettled':
      return {};
    case 'DossierSettled': {
      const day = localDay(at);
      return { settled_at: at, settled_on: day, settled_by: row.holder_official, on_time: event.data.onTime, closed_on: day };
    }
    case 'ResultReturned':
      return { returned_at: at, returned_on: localDay(at), ended_at: at };
    case 'DossierRefused':
    case 'DossierWithdrawn':
    case 'DossierStopped':
      return { ...money(row, event), ended_at: at, closed_on: row.closed_on ?? localDay(at) };
    case 'DossierArchived':
      return { archived_at: at };
    case 'DossierPersonalDataErased':
      return { personal_data_erased: true };
  }
};

const evolve = (row: DossierRow | undefined, event: Recorded<DossierEvent>): DossierRow | undefined => {
  const before = row ?? (isEntry(event) ? entered(event) : undefined);
  if (before === undefined) return undefined;
  const progress = progressAfter(before.progress, event);
  return {
    ...before,
    ...changes(before, event),
    ...(before.parts !== null && { parts: partsNow(before.parts, event) }),
    due_at: dueAfter(before.due_at, event),
    clock_stopped_since: stoppedSinceAfter(before.clock_stopped_since, before.due_at, event),
    pending: pendingAfter(before.pending, event),
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
  version: 5,
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
      on: typesOf(dossierEvents),
      keys: (event) => [[event.data.dossierId]],
      evolve: (row, event) => evolve(row as DossierRow | undefined, event),
    }),
    dossier_counts: dossierCounts,
  },
});
