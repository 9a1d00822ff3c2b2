import { z } from 'zod';
import { UnitCode } from '#events/terms.ts';

export const Certainty = z
  .enum(['sourced', 'memory', 'assumed'])
  .nullable()
  .describe('How certain the norm is: read at a source, remembered and not checked, or assumed. Null where no norm speaks of it.');
const legalGround = z.string().nullable().describe('What the norm rests on.');

/** Sums may be more than any one amount. */
export const DongSum = z.number().min(0).meta({ id: 'DongSum', description: 'Sum in Vietnamese đồng; exact up to 9 × 10^15.' });

export const EquipmentLine = z
  .object({
    unit: UnitCode,
    item: z.string().describe('Kind of equipment.'),
    needed: z.int(),
    basis: z
      .enum(['stated', 'norm', 'none'])
      .describe('What says how many are needed: the need the Center stated, else the norm in force for its points and counters.'),
    stated: z.int().nullable(),
    statedGround: z.string().nullable(),
    byNorm: z.int().nullable().describe('What the norm in force asks for, also where the Center stated another need.'),
    legalGround,
    certainty: Certainty,
    reused: z.int().describe('Taken over from one-stop sections.'),
    added: z.int().describe('Bought or granted.'),
    moved: z.int().describe('Came from other Centers, less what went to them.'),
    gap: z.int().describe('Still missing: needed − reused − added − moved.'),
    surplus: z.int().describe('More than needed: what may be moved to another Center.'),
    spentDong: DongSum.describe('Price of what was added, as far as on record.'),
    unpriced: z.int().describe('Pieces added without a price on record.'),
    gapDong: DongSum.nullable().describe('What the gap would cost at the mean price paid in the city; null where none was paid.'),
  })
  .meta({ id: 'EquipmentLine', description: 'One kind of equipment at one Center.' });

const squareMetres = (description: string) => z.number().nullable().describe(description);
export const Space = z
  .object({
    unit: UnitCode,
    needed: squareMetres('Least area by the norm in force; null where there is none.'),
    there: squareMetres('Area of the headquarters; null where it is not on record.'),
    gap: squareMetres('Square metres missing.'),
    waitingNeeded: squareMetres('Area for those who wait, by the norm: its share of the area there is, or of the least area.'),
    waitingThere: squareMetres('Area for those who wait.'),
    waitingGap: squareMetres('Square metres missing for those who wait.'),
    legalGround,
    certainty: Certainty,
  })
  .meta({ id: 'Space', description: 'Premises of one Center against the norms.' });

export const EquipmentTotal = z
  .object({
    item: z.string().describe('Kind of equipment.'),
    centers: z.int().describe('Centers that need or have it.'),
    centersLacking: z.int(),
    needed: z.int(),
    reused: z.int(),
    added: z.int(),
    moved: z.int().describe('0, but for pieces on their way: those have left and not arrived.'),
    gap: z.int().describe('Sum of the gaps; surplus elsewhere does not make it smaller.'),
    surplus: z.int(),
    spentDong: DongSum,
    unpriced: z.int(),
    gapDong: DongSum.nullable(),
  })
  .meta({ id: 'EquipmentTotal', description: 'One kind of equipment in all Centers asked about.' });
