import { countedAt, dueAfter, pendingAfter, stoppedSinceAfter } from '#domain/dossier/clock.ts';
import { lateEntriesAfter, lateEntryState, onTimeAfter, onTimeAsStatedAfter } from '#domain/dossier/lateEntries.ts';
import { remindersAfter } from '#domain/dossier/reminders.ts';
import { isEntry, progressAfter, statusOf } from '#domain/dossier/status.ts';
import { numberForm } from '#domain/text/searchForm.ts';
import { localDay } from '#domain/time/localDay.ts';
import { type DossierEvent, dossierEvents } from '#events/dossier/events.ts';
import { typesOf } from '#events/store/defineEvents.ts';
import type { Recorded } from '#events/store/event.ts';
import { defineProjection, eventTable } from '#projections/daemon/projection.ts';
import { countChanges, dossierChanges, dossierParts, latestEntries } from './changes.ts';
import { dossierCounts } from './counts.ts';
import { lateEntryIndex } from './lateEntryIndex.ts';
import { acceptance, entered, heldBy, money, openedAgain, ownerAfter, partsBound, partsNow } from './row.ts';
import { stopDueSince, termIndex } from './terms.ts';
import { columns, type DossierRow, type Flow } from './view.ts';

/** What an event changes in the row, apart from time, status and activity. */
const changes = (row: DossierRow, event: Recorded<DossierEvent>): Partial<DossierRow> | undefined => {
  const at = event.occurredAt;
  switch (event.type) {
    case 'DossierSubmitted': {
      const { externalCode = null, receiveBy } = event.data;
      return {
        external_code: externalCode,
        external_code_form: externalCode && numberForm(externalCode),
        submitted_at: at,
        receive_by: receiveBy?.at ?? null,
      };
    }
    case 'DossierReceived': {
      const answeredAt = row.supplement_requested_at ?? countedAt(event);
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
        parts: partsBound(event.data.parts),
      };
    }
    case 'SupplementRequested':
      return {
        supplement: 'requested',
        supplement_requested_at: countedAt(event),
        supplement_requests: row.supplement_requests + 1,
      };
    case 'SupplementGiven':
      return { supplement: 'given' };
    case 'DossierHandedOver':
      return {
        ...heldBy(row, event.data.to, at),
        step: event.data.step,
        step_name: event.data.stepName,
        skipped_steps: [...row.skipped_steps, ...(event.data.skipped ?? [])],
      };
    case 'DossierHandoverAccepted':
    case 'DossierHandoverDeclined':
    case 'DossierHandoverRecalled':
      return {};
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
      const settled = { settled_at: at, settled_on: day, settled_by: row.holder_official, counted_end_at: countedAt(event) };
      return { ...settled, skipped_steps: [...row.skipped_steps, ...(event.data.skipped ?? [])], closed_on: day };
    }
    case 'ResultReturned':
      // of a result that replaces it the first return counts
      return { returned_at: row.returned_at ?? at, returned_on: row.returned_on ?? localDay(at), ended_at: row.ended_at ?? at };
    case 'DossierCorrected':
      return { corrected: true, ...ownerAfter(row, event.data.after) };
    case 'DossierProcedureCorrected':
      return {
        corrected: true,
        procedure: event.data.procedure,
        procedure_version: event.data.procedureVersion,
        step: 0,
        step_name: event.data.steps[0]?.name ?? null,
        steps: event.data.steps.length,
        appointed_at: event.data.appointed.at,
        parts: partsBound(event.data.parts),
      };
    case 'ResultCorrected':
    case 'ResultReplaced':
      return { corrected: true };
    case 'DossierReopened':
      return { ...heldBy(row, event.data.holder, at), ...openedAgain(row, at) };
    case 'DossierRefused':
    case 'DossierWithdrawn':
    case 'DossierStopped':
      return { ...money(row, event), ended_at: at, closed_on: row.closed_on ?? localDay(at), counted_end_at: countedAt(event) };
    case 'LateEntryConfirmed': {
      const { revision, act, bearsOn } = event.data;
      const stated = row.late_entries?.find((entry) => entry.revision === revision)?.occurredAt ?? null;
      return {
        ...(bearsOn === 'reception' && { received_late: false }),
        ...(act === 'SupplementRequested' && { supplement_requested_at: stated }),
        ...(bearsOn === 'due' && act !== 'ResultReturned' && { counted_end_at: stated }),
      };
    }
    case 'LateEntryDeclined':
      return undefined;
    case 'DossierArchived':
      return { archived_at: at };
    case 'DossierLegalHoldPlaced':
      return { legal_holds: row.legal_holds + 1 };
    case 'DossierLegalHoldLifted':
      return { legal_holds: row.legal_holds - 1 };
    case 'DossierErasureRefused':
      return {};
    case 'DossierReminded':
      return { reminders: remindersAfter(row.reminders ?? [], event), reminded: row.reminded + 1, reminded_at: at };
    case 'DossierUrged':
      return { urged: row.urged + 1, urged_at: at };
    case 'DossierPersonalDataErased':
      return { personal_data_erased: true };
  }
};

const flows: { [T in DossierEvent['type']]?: Flow } = {
  DossierSubmitted: 'entered',
  DossierReceived: 'received',
  DossierSettled: 'settled',
  ResultReturned: 'returned',
  DossierRefused: 'ended',
  DossierWithdrawn: 'ended',
  DossierStopped: 'ended',
};

const afterClosing = (marked: Flow[], event: Recorded<DossierEvent>): Flow[] => {
  const flow = flows[event.type];
  return flow === undefined || event.enteredLate?.afterClosing !== true ? marked : [...marked, flow];
};

/** What was entered late, and what counts because of it. */
const lateness = (row: DossierRow, event: Recorded<DossierEvent>) => {
  const { due_at: dueAt, receive_by: receiveBy, clock_stopped_since: stoppedSince, supplement } = row;
  const known = row.late_entries ?? [];
  const times = { dueAt, receiveBy, stoppedSince, supplementAsked: supplement !== 'none', parts: row.parts ?? [] };
  const entries = lateEntriesAfter(known, times, event);
  return {
    on_time: onTimeAfter(row.on_time, event),
    on_time_as_stated: onTimeAsStatedAfter(row.on_time_as_stated, dueAt, event),
    ...(entries !== known && { late_entries: entries, late_entry: lateEntryState(entries) }),
    after_closing: afterClosing(row.after_closing, event),
  };
};

const evolve = (row: DossierRow | undefined, event: Recorded<DossierEvent>): DossierRow | undefined => {
  const before = row ?? (isEntry(event) ? entered(event) : undefined);
  if (before === undefined) return undefined;
  const progress = progressAfter(before.progress, event);
  const pending = pendingAfter(before.pending, event);
  const after = {
    ...before,
    ...(before.parts !== null && { parts: partsNow(before.parts, before.late_entries ?? [], event) }),
    ...changes(before, event),
    ...acceptance(before, event),
    ...lateness(before, event),
    due_at: dueAfter(before.due_at, event),
    clock_stopped_since: stoppedSinceAfter(before.clock_stopped_since, before.due_at, event),
    pending,
    closed_position: pending ? null : (before.closed_position ?? event.position),
    progress,
    status: statusOf(progress),
    revision: event.revision,
    // to be reminded of is nothing that happens to a dossier
    ...(event.type !== 'DossierReminded' && { last_event: event.type, last_activity_at: event.occurredAt }),
  };
  return { ...after, stop_due_since: stopDueSince(after) };
};

/** Every dossier in one row, and exact counts of what happened by unit, procedure and day. */
export const dossierList = defineProjection({
  name: 'dossier-list',
  version: 13,
  tables: {
    dossier_list: eventTable({
      columns,
      primaryKey: ['dossier_id'],
      indexes: [
        ['code'],
        ['external_code_form'],
        ['entered_at', 'dossier_id'],
        ['competent_unit', 'entered_at', 'dossier_id'],
        ['place_of_receipt', 'entered_at', 'dossier_id'],
        ['holder_unit', 'entered_at', 'dossier_id'],
        ['giver_unit', 'entered_at', 'dossier_id'],
        ['holder_unit', 'pending', 'due_at'],
        ['holder_official', 'pending'],
        ['competent_unit', 'pending', 'due_at'],
        ['pending', 'due_at'],
        ['procedure', 'entered_at', 'dossier_id'],
        ['status', 'entered_at', 'dossier_id'],
        ['settled_by', 'settled_on'],
        ['closed_on'],
        ['late_entry', 'entered_at', 'dossier_id'],
      ],
      on: typesOf(dossierEvents),
      keys: (event) => [[event.data.dossierId]],
      evolve: (row, event) => evolve(row as DossierRow | undefined, event),
    }),
    dossier_counts: dossierCounts,
    late_entries: lateEntryIndex,
    dossier_terms: termIndex,
    dossier_changes: dossierChanges,
    dossier_parts: dossierParts,
    dossier_entries: latestEntries,
    dossier_count_changes: countChanges,
  },
});
