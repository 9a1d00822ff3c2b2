import { z } from 'zod';
import { Office } from '#events/official/events.ts';
import { LocalDate, maybeDay, OfficialId, PersonalText, Position, UnitCode } from '#events/terms.ts';
import { computed, defineFields, hidden, type RowOfFields, sealed, shown } from '#projections/daemon/fields.ts';

const ofAssignment = {
  official_id: hidden('text'),
  assignment_id: shown('text', z.string()),
  unit: shown('text', UnitCode),
  position: shown('text', Position),
  substitute_for: shown('text?', OfficialId),
  basis: shown('text', z.string()),
  from_day: hidden('date'),
  from: computed(LocalDate),
  /** The end recorded later counts. */
  until_day: hidden('date?'),
  until: computed(maybeDay('Last day of service, where known.')),
  agreed_until: shown('date?', LocalDate, 'Last day as the assignment itself fixed it.'),
  end_ground: shown('text?', z.string()),
  assigned_at: hidden('timestamptz'),
  ended_at: hidden('timestamptz?'),
};
export type AssignmentRow = RowOfFields<typeof ofAssignment>;
export const assignmentFields = defineFields(ofAssignment);
const Assignment = z.object(assignmentFields.shape);

const HeldOffice = z.object({ office: Office, from: maybeDay('Null: held when registered.'), basis: z.string().nullable() });

const ofOfficial = {
  official_id: shown('text', OfficialId),
  name: sealed('jsonb', PersonalText),
  phone: sealed('jsonb?', PersonalText),
  office: computed(Office.nullable().describe('Office held on the day.')),
  offices: shown('jsonb', z.array(HeldOffice), 'Offices in the order they were recorded.'),
  sent_by: shown('text?', z.string(), 'Department or agency that sent the official.'),
  registered_by: shown('text?', UnitCode, 'Unit that registered the official.'),
  registered_at: hidden('timestamptz'),
  legal_holds: shown('integer', z.int(), 'Legal holds in force: until they are lifted, nothing is erased.'),
  personal_data_erased: shown('boolean', z.boolean()),
  simulated: hidden('boolean'),
  assignments: computed<z.ZodArray<typeof Assignment>, (Omit<z.output<typeof Assignment>, 'endGround'> & { endGround: unknown })[]>(
    z.array(Assignment),
  ),
  revision: shown('integer', z.int()),
};
export type OfficialRow = RowOfFields<typeof ofOfficial>;
export const officialFields = defineFields(ofOfficial);
export const Official = z.object(officialFields.shape).meta({ id: 'Official' });
export type Official = z.infer<typeof Official>;

export const StaffMember = z
  .object({
    officialId: OfficialId,
    assignmentId: z.string(),
    name: PersonalText.nullable(),
    position: z.string(),
    substituteFor: z.string().nullable().describe('Official in whose stead he or she serves.'),
    basis: z.string().describe('Document the assignment rests on.'),
    sentBy: officialFields.shape.sentBy,
    from: LocalDate,
    until: assignmentFields.shape.until,
  })
  .meta({ id: 'StaffMember' });
