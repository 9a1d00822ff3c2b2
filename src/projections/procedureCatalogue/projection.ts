import { z } from 'zod';
import { type PortalEntry, type ProcedureEvent, ProcedureVersion, procedureEvents } from '#events/procedure/events.ts';
import { typesOf } from '#events/store/defineEvents.ts';
import type { Recorded } from '#events/store/event.ts';
import { LocalDate, ProcedureCode } from '#events/terms.ts';
import { computed, defineFields, hidden, type RowOfFields, shown } from '#projections/daemon/fields.ts';
import { withHistory } from '#projections/daemon/history.ts';
import { defineProjection, eventTable } from '#projections/daemon/projection.ts';

const fields = {
  code: shown('text', ProcedureCode),
  name: shown('text', z.string()),
  name_en: shown('text', z.string()),
  field: shown('text', z.string(), 'Sector (lĩnh vực).'),
  former_codes: shown('text[]', z.array(z.string())),
  retired_on: shown('date?', LocalDate, 'No new dossiers from this day on.'),
  successors: shown('text[]', z.array(ProcedureCode)),
  receivable: computed(z.boolean().describe('Whether dossiers may be received on the day: a version is in force.')),
  agreedTimeNeeded: computed(
    z.boolean().describe('No limit is published for the day: a dossier is received with a time agreed with the citizen.'),
  ),
  inForce: computed(ProcedureVersion.nullable().describe('Version for dossiers received on the day.')),
  revision: shown('integer', z.int()),
  provenance: shown('text', z.string(), 'Where name and code come from.'),
  // in order of version
  versions: shown('jsonb', z.array(ProcedureVersion)),
  retirement_ground: shown('text?', z.string()),
  // what the national portal says, as last recorded
  portal_entry: hidden<'jsonb?', PortalEntry>('jsonb?'),
  catalogued_at: hidden('timestamptz'),
};
export const procedureFields = defineFields(fields);
export type ProcedureRow = RowOfFields<typeof fields>;

const evolve = (
  row: ProcedureRow | undefined,
  { type, data, occurredAt, revision }: Recorded<ProcedureEvent>,
): ProcedureRow | undefined => {
  if (type === 'ProcedureCatalogued') {
    const { formerCodes = [] } = data;
    return procedureFields.row({ ...data, formerCodes, versions: [], successors: [], cataloguedAt: occurredAt, revision });
  }
  if (row === undefined) return undefined;
  if (type === 'ProcedureVersionPublished') {
    const { code: _, ...version } = data;
    return { ...row, versions: [...row.versions, version], revision };
  }
  if (type === 'PortalEntryRecorded') return { ...row, portal_entry: data.entry, revision };
  const { retiredOn, successors, ground } = data;
  return { ...row, retired_on: retiredOn, successors, retirement_ground: ground, revision };
};

/** The administrative procedures with every version of their limits and steps, now and at any moment before. */
export const procedureCatalogue = defineProjection({
  name: 'procedure-catalogue',
  version: 2,
  tables: withHistory({
    procedure_catalogue: eventTable({
      columns: procedureFields.columns,
      primaryKey: ['code'],
      on: typesOf(procedureEvents),
      keys: (event) => [[event.data.code]],
      evolve: (row, event) => evolve(row as ProcedureRow | undefined, event),
    }),
  }),
});
