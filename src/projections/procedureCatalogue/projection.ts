import { type ProcedureEvent, procedureEvents } from '#events/procedure/events.ts';
import { typesOf } from '#events/store/defineEvents.ts';
import type { Recorded } from '#events/store/event.ts';
import { historyTable } from '#projections/daemon/history.ts';
import { defineProjection, eventTable } from '#projections/daemon/projection.ts';
import { type ProcedureRow, procedureFields } from './view.ts';

const evolve = (row: ProcedureRow | undefined, event: Recorded<ProcedureEvent>): ProcedureRow | undefined => {
  if (event.type === 'ProcedureCatalogued')
    return {
      ...procedureFields.blank,
      code: event.data.code,
      name: event.data.name,
      name_en: event.data.nameEn,
      field: event.data.field,
      former_codes: event.data.formerCodes ?? [],
      provenance: event.data.provenance,
      versions: [],
      successors: [],
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

const procedureTable = eventTable({
  columns: procedureFields.columns,
  primaryKey: ['code'],
  on: typesOf(procedureEvents),
  keys: (event) => [[event.data.code]],
  evolve: (row, event) => evolve(row as ProcedureRow | undefined, event),
});

/** The administrative procedures with every version of their limits and steps, now and at any moment before. */
export const procedureCatalogue = defineProjection({
  name: 'procedure-catalogue',
  version: 2,
  tables: {
    procedure_catalogue: procedureTable,
    procedure_catalogue_history: historyTable('procedure_catalogue', procedureTable),
  },
});
