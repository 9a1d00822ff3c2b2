import { sql } from 'kysely';
import { z } from 'zod';
import { type LateEntry, lateEntryStates } from '#domain/dossier/lateEntries.ts';
import type { Reminder } from '#domain/dossier/reminders.ts';
import { DossierStatus, nationalCode, type Progress } from '#domain/dossier/status.ts';
import { Owner } from '#events/dossier/terms.ts';
import {
  Channel,
  Dong,
  DossierId,
  Instant,
  Key,
  maybeInstant,
  OfficialId,
  PartyId,
  PersonalText,
  ProcedureCode,
  UnitCode,
} from '#events/terms.ts';
import { computed, defineFields, hidden, type RowOfFields, sealed, shown } from '#projections/daemon/fields.ts';

const PartOnList = z.object({
  part: Key,
  name: z.string(),
  dueAt: Instant,
  settledAt: maybeInstant('Null: without a result.'),
  onTime: z.boolean().nullable().describe('Null: without a result; entered after its due time with an earlier one, late until confirmed.'),
  onTimeAsStated: z.boolean().nullable(),
});
type PartOnList = z.infer<typeof PartOnList>;
/** What a dossier counts among on a day. */
export type Flow = 'entered' | 'received' | 'settled' | 'returned' | 'ended';

/** From reception or reopening to an end, as it is counted: fields of the row, and when it was reopened. */
export type EarlierCourse = {
  settled_on: string | null;
  on_time: boolean | null;
  on_time_as_stated: boolean | null;
  returned_on: string | null;
  closed_on: string | null;
  status: DossierStatus;
  after_closing: readonly Flow[];
  settled_at: string | null;
  returned_at: string | null;
  ended_at: string | null;
  due_at: string | null;
  reopened_on: string;
  reopened_at: string;
};

const fields = {
  dossier_id: shown('text', DossierId),
  code: shown('text?', z.string(), 'Dossier code; null before reception.'),
  external_code: shown('text?', z.string(), 'Code given by the portal through which it came.'),
  /** The same as it is compared. */
  external_code_form: hidden('text?'),
  procedure: shown('text', ProcedureCode),
  procedure_version: shown('integer?', z.int(), 'Version it is bound to; null before reception.'),
  channel: shown('text', Channel),
  competent_unit: shown('text', PartyId, 'Unit competent to settle it, or the agency of the city that is.'),
  place_of_receipt: shown('text?', UnitCode, 'Unit that received it.'),
  received_elsewhere: shown('boolean', z.boolean(), 'Received at another place than the competent Center.'),
  holder_unit: shown('text', PartyId, 'Unit or agency that has it in hand.'),
  holder_official: shown('text?', OfficialId, 'Null: the reception desk.'),
  acceptance_awaited_since: shown('timestamptz?', Instant, 'Handed over then to who holds it now, who has not accepted it yet.'),
  giver_unit: shown('text?', PartyId, 'Unit that handed it over, and may recall it, as long as it is not accepted.'),
  giver_official: shown('text?', OfficialId, 'Official who handed it over; null: the desk, or it was accepted.'),
  status: shown('text', DossierStatus, 'Status by the national list.'),
  national_status: computed(z.int().min(1).max(10).describe('Code of the status on the national portal (TrangThaiHoSo).')),
  progress: hidden<'jsonb', Progress>('jsonb'),
  step: shown('integer?', z.int(), 'Index of the step under way, from 0.'),
  step_name: shown('text?', z.string()),
  steps: shown('integer?', z.int(), 'Number of steps.'),
  skipped_steps: shown('text[]', z.array(z.string()), 'Names of the steps that were passed over, as its version allows.'),
  owner_kind: shown('text?', Owner.shape.kind),
  owner_name: sealed('jsonb?', PersonalText),
  /** Handed in, or received or refused at the counter: whichever came first. */
  entered_at: hidden('timestamptz'),
  entered_on: hidden('date'),
  entered_position: hidden('bigint'),
  submitted_at: shown('timestamptz?', Instant, 'Handed in online or by post, or at the counter and refused there.'),
  receive_by: shown('timestamptz?', Instant, 'Must be received by then.'),
  reception_overdue: computed(z.boolean().describe('Handed in and not received in time.')),
  received_at: shown('timestamptz?', Instant, 'Received.'),
  received_on: hidden('date?'),
  /** Received only after the time for it had passed, no supplement having been asked for in time. */
  received_late: shown('boolean', z.boolean()),
  appointed_at: shown('timestamptz?', Instant, 'Appointed time; it never changes.'),
  due_at: shown('timestamptz?', Instant, 'Due time in force.'),
  overdue: computed(z.boolean().describe('Owed and past its due time; while the clock stands still, as of when it stopped.')),
  parts: hidden<'jsonb?', readonly PartOnList[]>('jsonb?'),
  linked_parts: computed(
    z
      .array(PartOnList.extend({ overdue: z.boolean() }))
      .nullable()
      .describe('Linked procedures that move apart, each with its own due time and result; null where it is one procedure.'),
  ),
  clock_stopped_since: shown('timestamptz?', Instant, 'The clock stands still since then.'),
  extended: shown('boolean', z.boolean()),
  verification: shown('boolean', z.boolean()),
  supplement: shown('text', z.enum(['none', 'requested', 'given'])),
  /** As it counts: when it was entered, until an earlier time is confirmed. */
  supplement_requested_at: hidden('timestamptz?'),
  supplement_requests: hidden('integer'),
  fee_outstanding_dong: shown('bigint?', Dong, 'What the citizen owes now; null: nothing.'),
  fee_paid_dong: shown('bigint', Dong, 'Paid over its whole life.'),
  fee_waived_dong: shown('bigint', Dong, 'Asked and waived.'),
  fee_refunded_dong: shown('bigint', Dong, 'Given back.'),
  fee_credit_dong: shown('bigint', Dong, 'Paid and due to no request: the next one takes it, or it is given back.'),
  /** First time that the competent Center held it. */
  reached_competent_at: hidden('timestamptz?'),
  settled_at: shown('timestamptz?', Instant, 'A result exists.'),
  settled_on: hidden('date?'),
  settled_by: hidden('text?'),
  on_time: shown(
    'boolean?',
    z.boolean(),
    'Whether it was settled in time; entered after the due time with an earlier one, it is late until that is confirmed.',
  ),
  on_time_as_stated: shown('boolean?', z.boolean(), 'The same by the times stated, confirmed or not; those declined do not count.'),
  late_entry: shown(
    'text?',
    z.enum(lateEntryStates),
    'Acts entered after they happened: whether one awaits confirmation, was declined, or was confirmed; noted: no time depends on any.',
  ),
  late_entries: hidden<'jsonb?', LateEntry[]>('jsonb?'),
  /** What was entered after its month had been closed. */
  after_closing: hidden<'text[]', Flow[]>('text[]'),
  returned_at: shown('timestamptz?', Instant, 'The result was handed to the citizen.'),
  returned_on: hidden('date?'),
  ended_at: shown('timestamptz?', Instant, 'Ended: returned, refused, withdrawn or stopped.'),
  /** When settling, refusing, withdrawing or stopping counts: when it was entered, until an earlier time is confirmed. */
  counted_end_at: hidden('timestamptz?'),
  /** The agency still owes a decision: neither settled nor ended otherwise. */
  pending: hidden('boolean'),
  closed_on: hidden('date?'),
  /** Where it ceased to be pending; null while it is. */
  closed_position: hidden('bigint?'),
  corrected: shown('boolean', z.boolean(), 'Something was corrected after reception.'),
  reopened_at: shown('timestamptz?', Instant, 'Taken up again after it had ended, the last time.'),
  /** How it went before each reopening: what was counted then stays counted. */
  earlier: hidden<'jsonb', EarlierCourse[]>('jsonb'),
  reminders: hidden<'jsonb?', readonly Reminder[]>('jsonb?'),
  reminded: shown('integer', z.int(), 'How often the schedule reminded of it.'),
  reminded_at: shown('timestamptz?', Instant, 'Reminded of last.'),
  urged: shown('integer', z.int(), 'How often somebody urged whoever had it in hand.'),
  urged_at: shown('timestamptz?', Instant, 'Urged last.'),
  stop_due_since: shown(
    'timestamptz?',
    Instant,
    'The citizen has not done within the term what is waited for: it is due to be stopped, which somebody has to decide.',
  ),
  archived_at: shown('timestamptz?', Instant, 'The file went to the archive.'),
  legal_holds: shown('integer', z.int(), 'Legal holds in force: until they are lifted, nothing is erased.'),
  personal_data_erased: shown('boolean', z.boolean()),
  simulated: shown('boolean', z.boolean()),
  revision: shown('integer', z.int(), 'Revision of the stream, for `If-Match`.'),
  last_event: shown('text', z.string()),
  last_activity_at: shown('timestamptz', Instant),
};

export type DossierRow = RowOfFields<typeof fields>;
const { columns, blank, shape, view, shown: shownColumns } = defineFields(fields);

export { blank, columns };

const columnsOnList = [...shownColumns, 'entered_at', 'parts', 'pending'] as const;
/** What lists read of a row: the rest of it is long, and reading it took half their time. */
export type ListedRow = Pick<DossierRow, (typeof columnsOnList)[number]>;
/** Its columns, as SQL selects them. */
export const listedColumns = sql.join(columnsOnList.map((column) => sql.ref(column)));

/** A dossier as lists show it. */
export const DossierSummary = z.object(shape).meta({ id: 'DossierSummary' });
export type DossierSummary = z.infer<typeof DossierSummary>;

export const queueRanks = ['reception-overdue', 'running', 'waiting-for-citizen'] as const;
export const QueuedDossier = z
  .object({ why: z.enum(queueRanks).describe('Why it stands here in the queue.'), ...DossierSummary.shape })
  .meta({ id: 'QueuedDossier' });

/** A row as it stands at `now` (UTC instant), its personal values still sealed. */
export const dossierView = (row: ListedRow, now: string) =>
  view(row, {
    nationalStatus: nationalCode(row.status),
    receptionOverdue: row.status === 'registered' && row.supplement === 'none' && row.receive_by !== null && row.receive_by < now,
    linkedParts:
      row.parts?.map((part) => ({ ...part, overdue: part.settledAt === null && part.dueAt < (row.clock_stopped_since ?? now) })) ?? null,
    // while the clock stands still, what counts is when it stopped
    overdue: row.pending && row.due_at !== null && row.due_at < (row.clock_stopped_since ?? now),
  });
export type DossierView = ReturnType<typeof dossierView>;
