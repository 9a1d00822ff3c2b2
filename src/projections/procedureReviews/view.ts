import { z } from 'zod';
import { stateAfter } from '#domain/review/state.ts';
import { Check, Finding, InternalProcedure, ReviewedStep, ReviewId } from '#events/review/events.ts';
import { LegalAct, LocalDate, PartyId, ProcedureCode } from '#events/terms.ts';
import { computed, defineFields, type RowOfFields, shown } from '#projections/daemon/fields.ts';

/** One act: by whom, what was said, what the checks found. */
const CourseEntry = z.object({
  state: z.enum(stateAfter),
  at: z.string(),
  by: z.object({ id: z.string(), role: z.string(), onBehalfOf: z.string().nullable() }),
  text: z.string().nullable().describe('Ground, reason, note or number of the decision.'),
  findings: z.array(Finding).nullable().describe('What the checks found when the draft was checked.'),
});
export type CourseEntry = z.infer<typeof CourseEntry>;

const fields = {
  review_id: shown('text', ReviewId),
  code: shown('text', ProcedureCode),
  name: computed(z.string().nullable()),
  field: computed(z.string().nullable()),
  department: shown('text', PartyId),
  state: shown('text', z.enum(stateAfter)),
  legal_ground: shown('text', z.string()),
  draft: shown('jsonb?', InternalProcedure),
  checks: computed(
    z
      .array(z.object({ check: Check, passed: z.boolean(), findings: z.array(Finding) }))
      .describe('What the checks find, by what was known then. Empty before the first draft.'),
  ),
  // there while approved
  approval: shown('jsonb?', LegalAct),
  electronic: shown('jsonb?', z.object({ system: z.string(), steps: z.array(ReviewedStep) })),
  version: shown('integer?', z.int()),
  effective_from: shown('date?', LocalDate, 'From when the published version applies.'),
  superseded_by: shown('text?', ReviewId),
  course: shown('jsonb', z.array(CourseEntry), 'Every act, oldest first.'),
  opened_at: shown('timestamptz', z.string()),
  simulated: shown('boolean', z.boolean()),
  revision: shown('integer', z.int()),
  last_activity_at: shown('timestamptz', z.string()),
};
export const reviewFields = defineFields(fields);
export type ReviewRow = RowOfFields<typeof fields>;

/** A review as answers show it, with the name of its procedure and what the checks find in it. */
export const Review = z.object(reviewFields.shape).meta({ id: 'ProcedureReview' });
