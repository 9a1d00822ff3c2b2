import { z } from 'zod';
import { LocalDate, maybeDay, OfficialId, PersonalText } from '#events/terms.ts';

export const StaffMember = z
  .object({
    officialId: OfficialId,
    assignmentId: z.string(),
    name: PersonalText.nullable(),
    position: z.string(),
    substituteFor: z.string().nullable().describe('Official in whose stead he or she serves.'),
    basis: z.string().describe('Document the assignment rests on.'),
    sentBy: z.string().nullable().describe('Department or agency that sent the official.'),
    from: LocalDate,
    until: maybeDay('Last day of service, where known.'),
  })
  .meta({ id: 'StaffMember' });
