import { dueAfter, type Stop, stopsAfter } from '#domain/dossier/clock.ts';
import { onTimeAfter } from '#domain/dossier/lateEntries.ts';
import { type Entry, isEntry, outcomeOf } from '#domain/dossier/status.ts';
import type { Stint } from '#domain/pilot/figures.ts';
import { type DossierEvent, dossierEvents } from '#events/dossier/events.ts';
import { type PilotEvent, pilotEvents } from '#events/pilot/events.ts';
import { typesOf } from '#events/store/defineEvents.ts';
import type { Recorded } from '#events/store/event.ts';
import { defineFields, hidden, type RowOfFields } from '#projections/daemon/fields.ts';
import { withHistory } from '#projections/daemon/history.ts';
import { defineProjection, eventTable } from '#projections/daemon/projection.ts';
import { type PilotRow, pilotFields } from './view.ts';

const byOf = ({ actor }: Recorded<PilotEvent>) => ({ id: actor.id, role: actor.role });

const pilotChanges = (row: PilotRow, event: Recorded<Exclude<PilotEvent, { type: 'PilotPlanned' }>>): Partial<PilotRow> => {
  const at = event.occurredAt;
  switch (event.type) {
    case 'PilotStarted':
      return { state: 'started', started_at: at };
    case 'PilotIssueFound': {
      const { issueId, text, unit = null, dossierId = null } = event.data;
      const issue = { issueId, text, unit, dossierId, foundAt: at, foundBy: byOf(event), how: null, resolvedAt: null };
      return { issues: [...row.issues, issue] };
    }
    case 'PilotIssueResolved': {
      const { issueId, how } = event.data;
      return { issues: row.issues.map((issue) => (issue.issueId === issueId ? { ...issue, how, resolvedAt: at } : issue)) };
    }
    case 'PilotConcluded': {
      const { figures, results, met, conclusion } = event.data;
      return { state: 'concluded', conclusion: { figures, results, met, conclusion, at, by: byOf(event) } };
    }
  }
};

const evolvePilot = (row: PilotRow | undefined, event: Recorded<PilotEvent>): PilotRow | undefined => {
  const { type, data, actor, occurredAt, revision } = event;
  if (type !== 'PilotPlanned') return row && { ...row, ...pilotChanges(row, event), revision };
  const planned = { plan: data, plannedAt: occurredAt, simulated: actor.simulated === true, revision };
  return pilotFields.row({ pilotId: data.pilotId, state: 'planned', issues: [], ...planned });
};

const dossierFields = {
  dossier_id: hidden('text'),
  pilot_id: hidden('text'),
  /** That received it, or that it was handed in at. */
  unit: hidden('text'),
  procedure: hidden('text'),
  received_at: hidden('timestamptz?'),
  settled_at: hidden('timestamptz?'),
  on_time: hidden('boolean?'),
  broken_off: hidden('boolean'),
  due_at: hidden('timestamptz?'),
  /** What the citizen has to do before the clock runs on. */
  waits_for: hidden<'jsonb', Stop[]>('jsonb'),
  /** What went wrong. */
  errors: hidden<'jsonb', string[]>('jsonb'),
  /** At which step it stood from when to when; waiting for the citizen is left out. */
  stints: hidden<'jsonb', Stint[]>('jsonb'),
};
export type PilotDossierRow = RowOfFields<typeof dossierFields>;
const { columns, blank } = defineFields(dossierFields);

const entered = ({ data }: Recorded<Entry>): PilotDossierRow | undefined => {
  const { dossierId, pilot, holder, procedure } = data;
  if (pilot === undefined) return undefined;
  const place = { dossier_id: dossierId, pilot_id: pilot, unit: holder.unit, procedure };
  return { ...blank, ...place, broken_off: false, waits_for: [], errors: [], stints: [] };
};

const closed = ({ stints }: PilotDossierRow, at: string): Stint[] => stints.map((stint) => ({ ...stint, until: stint.until ?? at }));
const stoodAt = (row: PilotDossierRow, at: string, step: number, name: string): Stint[] => [
  ...closed(row, at),
  { step, name, from: at, until: null },
];

/** At which step it stands after an event; before reception there is none, and none while the citizen is waited for. */
const stintsAfter = (row: PilotDossierRow, waits: readonly Stop[], event: Recorded<DossierEvent>): Stint[] => {
  const at = event.occurredAt;
  if (event.type === 'DossierReopened') return stoodAt(row, at, 0, 'Giải quyết lại');
  if (event.type === 'DossierReceived') {
    // a version without published steps is processed in one
    return stoodAt(row, at, 0, event.data.steps[0]?.name ?? 'Giải quyết');
  }
  const last = row.stints.at(-1);
  if (last === undefined) return row.stints;
  if (event.type === 'DossierHandedOver') return waits.length > 0 ? row.stints : stoodAt(row, at, event.data.step, event.data.stepName);
  if (outcomeOf(event) !== undefined || waits.length > row.waits_for.length) return closed(row, at);
  return row.waits_for.length > 0 && waits.length === 0 ? stoodAt(row, at, last.step, last.name) : row.stints;
};

/** What an event shows to have gone wrong. */
const errorIn = (row: PilotDossierRow, event: Recorded<DossierEvent>): string | undefined => {
  // whoever receives has to see what is missing
  if (event.type === 'SupplementRequested' && event.data.stage === 'processing') return 'Yêu cầu bổ sung khi đã thụ lý';
  if (event.type === 'DossierReopened') return `Mở lại sau khiếu nại: ${event.data.complaint.number}`;
  const back = event.type === 'DossierHandedOver' && row.received_at !== null && event.data.step < (row.stints.at(-1)?.step ?? 0);
  return back ? `Chuyển trả về bước trước: ${event.data.stepName}` : undefined;
};

const dossierAfter = (row: PilotDossierRow, event: Recorded<DossierEvent>): PilotDossierRow => {
  const waits_for = stopsAfter(row.waits_for, event);
  const outcome = outcomeOf(event);
  const error = errorIn(row, event);
  const isReceived = event.type === 'DossierReceived';
  if (event.type === 'DossierReopened') row = { ...row, settled_at: null, on_time: null, broken_off: false };
  return {
    ...row,
    procedure: event.type === 'DossierProcedureCorrected' ? event.data.procedure : row.procedure,
    unit: isReceived ? event.data.placeOfReceipt : row.unit,
    received_at: isReceived ? event.occurredAt : row.received_at,
    settled_at: outcome === 'settled' ? event.occurredAt : row.settled_at,
    on_time: onTimeAfter(row.on_time, event),
    broken_off: row.broken_off || outcome === 'refused' || outcome === 'withdrawn' || outcome === 'stopped',
    due_at: dueAfter(row.due_at, event),
    waits_for,
    errors: error === undefined ? row.errors : [...row.errors, error],
    stints: stintsAfter(row, waits_for, event),
  };
};

/** Every pilot and what counts of each of its dossiers, as they stand and as they ever stood. */
export const pilots = defineProjection({
  name: 'pilots',
  version: 4,
  tables: withHistory({
    pilots: eventTable({
      columns: pilotFields.columns,
      primaryKey: ['pilot_id'],
      on: typesOf(pilotEvents),
      keys: (event) => [[event.data.pilotId]],
      evolve: (row, event) => evolvePilot(row as PilotRow | undefined, event),
    }),
    // every dossier event is offered; those of dossiers outside pilots make no row
    pilot_dossiers: eventTable({
      columns,
      primaryKey: ['dossier_id'],
      indexes: [['pilot_id']],
      on: typesOf(dossierEvents),
      keys: (event) => [[event.data.dossierId]],
      evolve: (row, event) => {
        const before = (row as PilotDossierRow | undefined) ?? (isEntry(event) ? entered(event) : undefined);
        return before && dossierAfter(before, event);
      },
    }),
  }),
});
