import { z } from 'zod';
import { Norm } from '#events/norm/events.ts';
import { Instant, Key, LocalDate, UnitCode } from '#events/terms.ts';
import { TransferId } from '#events/transfer/events.ts';
import { computed, defineFields, hidden, type RowOfFields, shown } from '#projections/daemon/fields.ts';

const Certainty = z
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
export type EquipmentLine = z.infer<typeof EquipmentLine>;

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
export type Space = z.infer<typeof Space>;

export const Inventory = z
  .object({
    section: Key,
    name: z.string().describe('The former one-stop section.'),
    unit: UnitCode.describe('Unit that keeps it.'),
    level: z.string().describe('commune, district or province.'),
    sharedWith: z.array(UnitCode).describe('Further units whose Centers may take from it.'),
    items: z.array(
      z.object({
        item: z.string(),
        counted: z.int(),
        writtenOff: z.int(),
        taken: z.int().describe('Taken over by Centers.'),
        left: z.int(),
      }),
    ),
  })
  .meta({ id: 'Inventory', description: 'What a former one-stop section left behind, and what is left of it.' });
export type Inventory = z.infer<typeof Inventory>;

const NormsVersion = z
  .object({
    version: z.int(),
    effectiveFrom: LocalDate,
    title: z.string(),
    norms: z.array(Norm),
    ground: z.string().describe('Why this version was published.'),
    position: z.int().describe('Where in the log it was published.'),
  })
  .meta({ id: 'NormsVersion' });

export const Norms = z
  .object({
    normsId: Key,
    title: z.string(),
    inForce: NormsVersion.nullable().describe('Version in force on the day; null before the first one.'),
    versions: z.array(NormsVersion),
  })
  .meta({ id: 'Norms', description: 'A set of norms for premises and equipment.' });
export type Norms = z.infer<typeof Norms>;

export const TransferState = z
  .enum(['requested', 'declined', 'taken-out', 'taken-in', 'refused'])
  .describe('Asked for; not parted with; on its way; arrived; not accepted and given back.');

const ofTransfer = {
  transfer_id: shown('text', TransferId),
  from_unit: hidden('text'),
  from: computed(UnitCode),
  to_unit: hidden('text'),
  to: computed(UnitCode),
  item: shown('text', z.string()),
  quantity: shown('integer', z.int()),
  state: shown('text', TransferState),
  ground: shown('text', z.string(), 'Why it was asked for.'),
  reason: shown('text?', z.string(), 'Why it was declined or refused.'),
  requested_at: shown('timestamptz', Instant),
  taken_out_at: shown('timestamptz?', Instant, 'When the pieces left the giving Center.'),
  ended_at: shown('timestamptz?', Instant, 'When they arrived, or the transfer was declined or refused.'),
};
export type TransferRow = RowOfFields<typeof ofTransfer>;
export const transferFields = defineFields(ofTransfer);
export const Transfer = z
  .object(transferFields.shape)
  .meta({ id: 'Transfer', description: 'Pieces that one Center has to spare, on their way to another.' });
export type Transfer = z.infer<typeof Transfer>;
