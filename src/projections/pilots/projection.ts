import { dueAfter, type Stop, stopsAfter } from '#domain/dossier/clock.ts';
import { isEntry, outcomeOf } from '#domain/dossier/status.ts';
import type { Stint } from '#domain/pilot/figures.ts';
import { type DossierEvent, dossierEvents } from '#events/dossier/events.ts';
import { type PilotEvent, pilotEvents } from '#events/pilot/events.ts';
import { type DataOf, typesOf } from '#events/store/defineEvents.ts';
import type { Recorded } from '#events/store/event.ts';
import { historyTable } from '#projections/daemon/history.ts';
import { type Columns, defineProjection, eventTable, type RowOf } from '#projections/daemon/projection.ts';
import type { Pilot } from './view.ts';

const pilotColumns = {
  pilot_id: 'text',
  state: 'text',
  plan: 'jsonb',
  issues: 'jsonb',
  planned_at: 'timestamptz',
  started_at: 'timestamptz?',
  conclusion: 'jsonb?',
  simulated: 'boolean',
  revision: 'integer',
} as const satisfies Columns;
export type PilotRow = Omit<RowOf<typeof pilotColumns>, 'state' | 'plan' | 'issues' | 'conclusion'> & {
  plan: DataOf<PilotEvent, 'PilotPlanned'>;
} & Pick<Pilot, 'state' | 'issues' | 'conclusion'>;

const byOf = ({ actor }: Recorded<PilotEvent>) => ({ id: actor.id, role: actor.role });

const planned = (event: Recorded<Extract<PilotEvent, { type: 'PilotPlanned' }>>): PilotRow => ({
  pilot_id: event.data.pilotId,
  state: 'planned',
  plan: event.data,
  issues: [],
  planned_at: event.occurredAt,
  started_at: null,
  conclusion: null,
  simulated: event.actor.simulated === true,
  revision: event.revision,
});

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

const pilotTable = eventTable({
  columns: pilotColumns,
  primaryKey: ['pilot_id'],
  on: typesOf(pilotEvents),
  keys: (event) => [[event.data.pilotId]],
  evolve: (row, event) => {
    if (event.type === 'PilotPlanned') return planned(event);
    const before = row as PilotRow | undefined;
    return before && { ...before, ...pilotChanges(before, event), revision: event.revision };
  },
});

const dossierColumns = {
  dossier_id: 'text',
  pilot_id: 'text',
  /** That received it, or that it was handed in at. */
  unit: 'text',
  procedure: 'text',
  received_at: 'timestamptz?',
  settled_at: 'timestamptz?',
  on_time: 'boolean?',
  broken_off: 'boolean',
  due_at: 'timestamptz?',
  /** What the citizen has to do before the clock runs on. */
  waits_for: 'jsonb',
  /** What went wrong. */
  errors: 'jsonb',
  /** At which step it stood from when to when; waiting for the citizen is left out. */
  stints: 'jsonb',
} as const satisfies Columns;
export type PilotDossierRow = Omit<RowOf<typeof dossierColumns>, 'waits_for' | 'errors' | 'stints'> & {
  waits_for: Stop[];
  errors: string[];
  stints: Stint[];
};

type Entered = Extract<DossierEvent, { type: 'DossierSubmitted' | 'DossierReceived' }>;
const entered = ({ data }: Recorded<Entered>): PilotDossierRow | undefined =>
  data.pilot === undefined
    ? undefined
    : {
        dossier_id: data.dossierId,
        pilot_id: data.pilot,
        unit: data.holder.unit,
        procedure: data.procedure,
        received_at: null,
        settled_at: null,
        on_time: null,
        broken_off: false,
        due_at: null,
        waits_for: [],
        errors: [],
        stints: [],
      };

const closed = ({ stints }: PilotDossierRow, at: string): Stint[] => stints.map((stint) => ({ ...stint, until: stint.until ?? at }));
const stoodAt = (row: PilotDossierRow, at: string, step: number, name: string): Stint[] => [
  ...closed(row, at),
  { step, name, from: at, until: null },
];

/** At which step it stands after an event; before reception there is none, and none while the citizen is waited for. */
const stintsAfter = (row: PilotDossierRow, waits: readonly Stop[], event: Recorded<DossierEvent>): Stint[] => {
  const at = event.occurredAt;
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
  if (event.type === 'SupplementRequested' && event.data.stage === 'processing')
    return `Yêu cầu bổ sung khi đã thụ lý: ${event.data.reason}`;
  const back = event.type === 'DossierHandedOver' && row.received_at !== null && event.data.step < (row.stints.at(-1)?.step ?? 0);
  return back ? `Chuyển trả về bước trước: ${event.data.stepName}` : undefined;
};

const dossierAfter = (row: PilotDossierRow, event: Recorded<DossierEvent>): PilotDossierRow => {
  const waits_for = stopsAfter(row.waits_for, event);
  const outcome = outcomeOf(event);
  const error = errorIn(row, event);
  const isReceived = event.type === 'DossierReceived';
  return {
    ...row,
    unit: isReceived ? event.data.placeOfReceipt : row.unit,
    received_at: isReceived ? event.occurredAt : row.received_at,
    settled_at: outcome === 'settled' ? event.occurredAt : row.settled_at,
    on_time: event.type === 'DossierSettled' ? event.data.onTime : row.on_time,
    broken_off: row.broken_off || outcome === 'refused' || outcome === 'withdrawn' || outcome === 'stopped',
    due_at: dueAfter(row.due_at, event),
    waits_for,
    errors: error === undefined ? row.errors : [...row.errors, error],
    stints: stintsAfter(row, waits_for, event),
  };
};

// every dossier event is offered; those of dossiers outside pilots make no row
const pilotDossiers = eventTable({
  columns: dossierColumns,
  primaryKey: ['dossier_id'],
  indexes: [['pilot_id']],
  on: typesOf(dossierEvents),
  keys: (event) => [[event.data.dossierId]],
  evolve: (row, event) => {
    const before = (row as PilotDossierRow | undefined) ?? (isEntry(event) ? entered(event) : undefined);
    return before && dossierAfter(before, event);
  },
});

/** Every pilot and what counts of each of its dossiers, as they stand and as they ever stood. */
export const pilots = defineProjection({
  name: 'pilots',
  version: 2,
  tables: {
    pilots: pilotTable,
    pilots_history: historyTable<PilotRow>('pilots', pilotTable),
    pilot_dossiers: pilotDossiers,
    pilot_dossiers_history: historyTable<PilotDossierRow>('pilot_dossiers', pilotDossiers),
  },
});
