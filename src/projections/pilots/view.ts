import { z } from 'zod';
import { CriterionResult, PilotFigures, pilotEvents } from '#events/pilot/events.ts';
import { DossierId, Instant, Key, maybeInstant, UnitCode } from '#events/terms.ts';
import { defineFields, hidden, type RowOfFields, shown } from '#projections/daemon/fields.ts';

export const PilotState = z.enum(['planned', 'started', 'concluded']);
const By = z.object({ id: z.string(), role: z.string() });
const Issue = z.object({
  issueId: Key,
  text: z.string(),
  unit: UnitCode.nullable(),
  dossierId: DossierId.nullable(),
  foundAt: Instant,
  foundBy: By,
  how: z.string().nullable().describe('How it was resolved; null while it is not.'),
  resolvedAt: maybeInstant('When it was resolved.'),
});
const Conclusion = z.object({
  figures: PilotFigures,
  results: z.array(CriterionResult),
  met: z.boolean(),
  conclusion: z.string(),
  at: Instant,
  by: By,
});
const Plan = pilotEvents.schemas.PilotPlanned;

const fields = {
  pilot_id: hidden('text'),
  state: shown('text', PilotState),
  plan: hidden<'jsonb', z.output<typeof Plan>>('jsonb'),
  issues: shown('jsonb', z.array(Issue)),
  planned_at: shown('timestamptz', Instant),
  started_at: shown('timestamptz?', Instant, 'When it began.'),
  conclusion: shown('jsonb?', Conclusion, 'What it amounted to when it ended, and who ended it.'),
  simulated: shown('boolean', z.boolean()),
  revision: shown('integer', z.int()),
};
export const pilotFields = defineFields(fields);
export type PilotRow = RowOfFields<typeof fields>;

/** A pilot as answers show it. */
export const Pilot = z.object({ ...Plan.shape, ...pilotFields.shape }).meta({ id: 'Pilot' });
export type Pilot = z.infer<typeof Pilot>;
