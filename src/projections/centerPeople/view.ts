import { z } from 'zod';
import { sentence } from '#events/store/sentences.ts';
import { maybeDay, OfficialId, Position, ProcedureCode, UnitCode } from '#events/terms.ts';

export const PositionStanding = z
  .object({
    unit: UnitCode,
    position: Position,
    needed: z.int().describe('How many are needed, as stated; 0 when nothing was.'),
    assigned: z.int().describe('Serving in their own right.'),
    absent: z.int().describe('Of those, the ones somebody stands in for.'),
    substitutes: z.int().describe('Standing in for somebody in this position.'),
    missing: z.int().describe('Needed and not assigned.'),
    neededFrom: maybeDay('Day from which so many are needed.'),
    ground: z.string().nullable(),
  })
  .meta({ id: 'PositionStanding', description: 'People needed in a position and people there, on a day.' });
export type PositionStanding = z.infer<typeof PositionStanding>;

export const ProcedureCoverage = z
  .object({
    code: ProcedureCode,
    name: z.string(),
    field: z.string(),
    covered: z.boolean().describe('Whether somebody there is able to do every step.'),
    gap: sentence(z.string()).nullable().describe('Which steps nobody is able to do, in words.'),
    steps: z.array(z.object({ name: z.string(), role: z.string(), officials: z.array(OfficialId).describe('Able to do it on the day.') })),
  })
  .meta({ id: 'ProcedureCoverage' });
export type ProcedureCoverage = z.infer<typeof ProcedureCoverage>;
