import { z } from 'zod';
import { CriterionResult, PilotFigures, pilotEvents } from '#events/pilot/events.ts';
import { DossierId, Instant, Key, maybeInstant, UnitCode } from '#events/terms.ts';

export const PilotState = z.enum(['planned', 'started', 'concluded']);
const By = z.object({ id: z.string(), role: z.string() });

/** A pilot as answers show it. */
export const Pilot = z
  .object({
    ...pilotEvents.schemas.PilotPlanned.shape,
    state: PilotState,
    issues: z.array(
      z.object({
        issueId: Key,
        text: z.string(),
        unit: UnitCode.nullable(),
        dossierId: DossierId.nullable(),
        foundAt: Instant,
        foundBy: By,
        how: z.string().nullable().describe('How it was resolved; null while it is not.'),
        resolvedAt: maybeInstant('When it was resolved.'),
      }),
    ),
    plannedAt: Instant,
    startedAt: maybeInstant('When it began.'),
    conclusion: z
      .object({ figures: PilotFigures, results: z.array(CriterionResult), met: z.boolean(), conclusion: z.string(), at: Instant, by: By })
      .nullable()
      .describe('What it amounted to when it ended, and who ended it.'),
    simulated: z.boolean(),
    revision: z.int(),
  })
  .meta({ id: 'Pilot' });
export type Pilot = z.infer<typeof Pilot>;
