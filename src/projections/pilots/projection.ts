import { type DossierEvent, dossierEvents } from '#events/dossier/events.ts';
import { type PilotEvent, pilotEvents } from '#events/pilot/events.ts';
import type { Stint } from '#events/pilot/figures.ts';
import type { Recorded } from '#events/store/event.ts';
import { historyTable } from '#projections/daemon/history.ts';
import { type Columns, defineProjection, eventTable, type RowOf } from '#projections/daemon/projection.ts';

type DataOf<T extends PilotEvent['type']> = Extract<PilotEvent, { type: T }>['data'];
type By = { id: string; role: string };

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
export type Issue = {
  issueId: string;
  text: string;
  unit: string | null;
  dossierId: string | null;
  foundAt: string;
  foundBy: By;
  how: string | null;
  resolvedAt: string | null;
};
export type Conclusion = Pick<DataOf<'PilotConcluded'>, 'figures' | 'results' | 'met' | 'conclusion'> & { at: string; by: By };
export type PilotRow = Omit<RowOf<typeof pilotColumns>, 'state' | 'plan' | 'issues' | 'conclusion'> & {
  state: 'planned' | 'started' | 'concluded';
  plan: DataOf<'PilotPlanned'>;
  issues: Issue[];
  conclusion: Conclusion | null;
};

const byOf = ({ actor }: Recorded<PilotEvent>): By => ({ id: actor.id, role: actor.role });

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

const pilots = eventTable({
  columns: pilotColumns,
  primaryKey: ['pilot_id'],
  on: Object.keys(pilotEvents.schemas) as PilotEvent['type'][],
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
type Wait = 'supplement' | 'fee';
export type PilotDossierRow = Omit<RowOf<typeof dossierColumns>, 'waits_for' | 'errors' | 'stints'> & {
  waits_for: Wait[];
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

const stops = (row: PilotDossierRow, wait: Wait, at: string): Partial<PilotDossierRow> => ({
  waits_for: [...row.waits_for, wait],
  stints: closed(row, at),
});
/** The step goes on once nothing is waited for any more; before reception there is none. */
const goesOn = (row: PilotDossierRow, wait: Wait, at: string): Partial<PilotDossierRow> => {
  const waits_for = row.waits_for.filter((one) => one !== wait);
  const last = row.stints.at(-1);
  const again = row.waits_for.length > 0 && waits_for.length === 0 && last !== undefined;
  return { waits_for, ...(again && { stints: stoodAt(row, at, last.step, last.name) }) };
};

const dossierChanges = (row: PilotDossierRow, event: Recorded<DossierEvent>): Partial<PilotDossierRow> => {
  const at = event.occurredAt;
  switch (event.type) {
    case 'DossierReceived': {
      const { placeOfReceipt, appointed, steps } = event.data;
      return {
        unit: placeOfReceipt,
        received_at: at,
        due_at: appointed.at,
        waits_for: [],
        // a version without published steps is processed in one
        stints: stoodAt(row, at, 0, steps[0]?.name ?? 'Giải quyết'),
      };
    }
    case 'SupplementRequested':
      return {
        ...stops(row, 'supplement', at),
        // whoever receives has to see what is missing
        ...(event.data.stage === 'processing' && { errors: [...row.errors, `Yêu cầu bổ sung khi đã thụ lý: ${event.data.reason}`] }),
      };
    case 'SupplementGiven':
      return { ...goesOn(row, 'supplement', at), due_at: event.data.due?.at ?? row.due_at };
    case 'FeeRequested':
      return event.data.stopsClock === false ? {} : stops(row, 'fee', at);
    case 'FeePaid':
      return { ...goesOn(row, 'fee', at), due_at: event.data.due?.at ?? row.due_at };
    case 'DossierHandedOver': {
      const { step, stepName } = event.data;
      if (row.received_at === null) return {};
      const back = step < (row.stints.at(-1)?.step ?? 0);
      return {
        stints: row.waits_for.length > 0 ? row.stints : stoodAt(row, at, step, stepName),
        ...(back && { errors: [...row.errors, `Chuyển trả về bước trước: ${stepName}`] }),
      };
    }
    case 'VerificationStarted':
    case 'DossierExtended':
      return { due_at: event.data.due.at };
    case 'DossierSettled':
      return { settled_at: at, on_time: event.data.onTime, stints: closed(row, at) };
    case 'DossierRefused':
    case 'DossierWithdrawn':
    case 'DossierStopped':
      return { broken_off: true, stints: closed(row, at) };
    case 'ResultReturned':
      return { stints: closed(row, at) };
    case 'DossierSubmitted':
    case 'DossierArchived':
    case 'DossierPersonalDataErased':
      return {};
  }
};

// every dossier event is offered; those of dossiers outside pilots make no row
const dossiers = eventTable({
  columns: dossierColumns,
  primaryKey: ['dossier_id'],
  indexes: [['pilot_id']],
  on: Object.keys(dossierEvents.schemas) as DossierEvent['type'][],
  keys: (event) => [[event.data.dossierId]],
  evolve: (row, event) => {
    const before =
      (row as PilotDossierRow | undefined) ??
      (event.type === 'DossierSubmitted' || event.type === 'DossierReceived' ? entered(event) : undefined);
    return before && { ...before, ...dossierChanges(before, event) };
  },
});

/** Every pilot and what counts of each of its dossiers, as they stand and as they ever stood. */
export const pilotBook = defineProjection({
  name: 'pilots',
  version: 1,
  tables: {
    pilots,
    pilots_history: historyTable<PilotRow>('pilots', pilots),
    pilot_dossiers: dossiers,
    pilot_dossiers_history: historyTable<PilotDossierRow>('pilot_dossiers', dossiers),
  },
});
