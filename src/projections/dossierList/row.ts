import { feeSumsAfter, noFees } from '#domain/dossier/fees.ts';
import { answerTo } from '#domain/dossier/handover.ts';
import { type LateEntry, partOnTimeAfter } from '#domain/dossier/lateEntries.ts';
import { partsMovedBy } from '#domain/dossier/parts.ts';
import { type Entry, noProgress, statusOf } from '#domain/dossier/status.ts';
import { localDay } from '#domain/time/localDay.ts';
import { type DossierEvent } from '#events/dossier/events.ts';
import { type Correction } from '#events/dossier/terms.ts';
import type { Recorded } from '#events/store/event.ts';
import { blank, type DossierRow } from './view.ts';

export const entered = (event: Recorded<Entry>): DossierRow => ({
  ...blank,
  dossier_id: event.data.dossierId,
  procedure: event.data.procedure,
  channel: event.data.channel,
  competent_unit: event.data.competentUnit,
  received_elsewhere: false,
  skipped_steps: [],
  holder_unit: event.data.holder.unit,
  holder_official: event.data.holder.official ?? null,
  status: statusOf(noProgress),
  progress: noProgress,
  owner_kind: event.data.owner?.kind ?? null,
  owner_name: event.data.owner?.name ?? null,
  entered_at: event.occurredAt,
  entered_on: localDay(event.occurredAt),
  entered_position: event.position,
  received_late: false,
  extended: false,
  verification: false,
  supplement: 'none',
  supplement_requests: 0,
  after_closing: [],
  fee_paid_dong: noFees.paidDong,
  fee_waived_dong: noFees.waivedDong,
  fee_refunded_dong: noFees.refundedDong,
  fee_credit_dong: noFees.creditDong,
  reached_competent_at: event.data.holder.unit === event.data.competentUnit ? event.occurredAt : null,
  pending: true,
  legal_holds: 0,
  reminded: 0,
  urged: 0,
  corrected: false,
  earlier: [],
  personal_data_erased: false,
  simulated: event.actor.simulated === true,
  revision: event.revision,
  last_event: event.type,
  last_activity_at: event.occurredAt,
});

export const heldBy = (row: DossierRow, holder: { unit: string; official?: string | undefined }, at: string) => ({
  holder_unit: holder.unit,
  holder_official: holder.official ?? null,
  reached_competent_at: row.reached_competent_at ?? (holder.unit === row.competent_unit ? at : null),
});

const accepted = { acceptance_awaited_since: null, giver_unit: null, giver_official: null };

/** Who waits for the holder to accept what he was given, after an event. */
export const acceptance = (row: DossierRow, event: Recorded<DossierEvent>) => {
  if (event.type === 'DossierHandedOver') {
    const { from, awaitsAcceptance } = event.data;
    if (!awaitsAcceptance) return accepted;
    return { acceptance_awaited_since: event.occurredAt, giver_unit: from.unit, giver_official: from.official ?? null };
  }
  if (row.acceptance_awaited_since === null) return {};
  const holder = { unit: row.holder_unit, official: row.holder_official ?? undefined };
  return answerTo(holder, event) === undefined ? {} : accepted;
};

export const money = (row: DossierRow, event: Recorded<DossierEvent>) => {
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

/** The parts that an event binds the dossier to; null where the procedure is one. */
export const partsBound = (parts: readonly { part: string; name: string; appointed: { at: string } }[] | undefined): DossierRow['parts'] =>
  parts?.map(({ part, name, appointed }) => ({ part, name, dueAt: appointed.at, settledAt: null, onTime: null, onTimeAsStated: null })) ??
  null;

const ofParts: readonly DossierEvent['type'][] = ['PartSettled', 'LateEntryConfirmed', 'LateEntryDeclined'];

/** The parts after an event that moves, settles or judges some; `entries`: the late entries before it. */
export const partsNow = (
  parts: NonNullable<DossierRow['parts']>,
  entries: readonly LateEntry[],
  event: Recorded<DossierEvent>,
): NonNullable<DossierRow['parts']> => {
  const moved = partsMovedBy(event);
  if (moved.length === 0 && !ofParts.includes(event.type)) return parts;
  return parts.map((one) => ({
    ...one,
    ...(event.type === 'PartSettled' && event.data.part === one.part && { settledAt: event.occurredAt }),
    ...partOnTimeAfter(one, entries, event),
    dueAt: moved.find(({ part }) => part === one.part)?.due.at ?? one.dueAt,
  }));
};

export const ownerAfter = ({ owner_kind, owner_name }: DossierRow, { owner }: Correction) => ({
  owner_kind: owner?.kind ?? owner_kind,
  owner_name: owner?.name ?? owner_name,
});

/** A row without what it had come to, which is kept as it was counted. */
export const openedAgain = (row: DossierRow, at: string): Partial<DossierRow> => {
  const { settled_on, on_time, on_time_as_stated, returned_on, closed_on, status, after_closing } = row;
  const { settled_at, returned_at, ended_at, due_at } = row;
  const counted = { settled_on, on_time, on_time_as_stated, returned_on, closed_on, status, after_closing };
  const course = { ...counted, settled_at, returned_at, ended_at, due_at, reopened_on: localDay(at), reopened_at: at };
  return {
    earlier: [...row.earlier, course],
    reopened_at: at,
    step: 0,
    settled_at: null,
    settled_on: null,
    settled_by: null,
    on_time: null,
    on_time_as_stated: null,
    returned_at: null,
    returned_on: null,
    ended_at: null,
    closed_on: null,
    archived_at: null,
    extended: false,
    verification: false,
  };
};
