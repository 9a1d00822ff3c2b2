import { type PortalEntry, type ProcedureEvent, type ProcedureVersion, procedureEvents } from '#events/procedure/events.ts';
import type { Recorded } from '#events/store/event.ts';
import { historyTable } from '#projections/daemon/history.ts';
import { type Columns, defineProjection, eventTable, type RowOf } from '#projections/daemon/projection.ts';

const columns = {
  code: 'text',
  name: 'text',
  name_en: 'text',
  field: 'text',
  former_codes: 'text[]',
  provenance: 'text',
  /** In order of version. */
  versions: 'jsonb',
  retired_on: 'date?',
  successors: 'text[]',
  retirement_ground: 'text?',
  /** What the national portal says, as last recorded. */
  portal_entry: 'jsonb?',
  catalogued_at: 'timestamptz',
  revision: 'integer',
} as const satisfies Columns;
export type ProcedureRow = Omit<RowOf<typeof columns>, 'versions' | 'portal_entry'> & {
  versions: ProcedureVersion[];
  portal_entry: PortalEntry | null;
};

const evolve = (row: ProcedureRow | undefined, event: Recorded<ProcedureEvent>): ProcedureRow | undefined => {
  if (event.type === 'ProcedureCatalogued')
    return {
      code: event.data.code,
      name: event.data.name,
      name_en: event.data.nameEn,
      field: event.data.field,
      former_codes: event.data.formerCodes ?? [],
      provenance: event.data.provenance,
      versions: [],
      retired_on: null,
      successors: [],
      retirement_ground: null,
      portal_entry: null,
      catalogued_at: event.occurredAt,
      revision: event.revision,
    };
  if (row === undefined) return undefined;
  if (event.type === 'ProcedureVersionPublished') {
    const { code: _, ...version } = event.data;
    return { ...row, versions: [...row.versions, version], revision: event.revision };
  }
  if (event.type === 'PortalEntryRecorded') return { ...row, portal_entry: event.data.entry, revision: event.revision };
  const { retiredOn, successors, ground } = event.data;
  return { ...row, retired_on: retiredOn, successors, retirement_ground: ground, revision: event.revision };
};

const primaryKey = ['code'] as const;

/** The administrative procedures with every version of their limits and steps, now and at any moment before. */
export const procedureCatalogue = defineProjection({
  name: 'procedure-catalogue',
  version: 2,
  tables: {
    procedure_catalogue: eventTable({
      columns,
      primaryKey,
      on: Object.keys(procedureEvents.schemas) as ProcedureEvent['type'][],
      keys: (event) => [[event.data.code]],
      evolve: (row, event) => evolve(row as ProcedureRow | undefined, event),
    }),
    procedure_catalogue_history: historyTable<ProcedureRow>('procedure_catalogue', { columns, primaryKey }),
  },
});
