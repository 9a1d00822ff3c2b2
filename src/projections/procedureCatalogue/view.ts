import { z } from 'zod';
import { type PortalEntry, ProcedureVersion } from '#events/procedure/events.ts';
import { LocalDate, ProcedureCode } from '#events/terms.ts';
import { computed, defineFields, hidden, type RowOfFields, shown } from '#projections/daemon/fields.ts';

const fields = {
  code: shown('text', ProcedureCode),
  name: shown('text', z.string()),
  name_en: shown('text', z.string()),
  field: shown('text', z.string(), 'Sector (lĩnh vực).'),
  former_codes: shown('text[]', z.array(z.string())),
  retired_on: shown('date?', LocalDate, 'No new dossiers from this day on.'),
  successors: shown('text[]', z.array(ProcedureCode)),
  receivable: computed(z.boolean().describe('Whether dossiers may be received on the day: a version with a published limit is in force.')),
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

/** A procedure with all its versions, as answers show it on a day. */
export const Procedure = z.object(procedureFields.shape).meta({ id: 'Procedure' });
export type Procedure = z.infer<typeof Procedure>;
/** A procedure without its other versions. */
export const ProcedureSummary = Procedure.omit({ provenance: true, versions: true, retirementGround: true }).meta({
  id: 'ProcedureSummary',
});
export type ProcedureSummary = z.infer<typeof ProcedureSummary>;
