import { z } from 'zod';
import { defineEvents, type EventOf } from '#events/store/defineEvents.ts';
import { Text, UnitCode } from '#events/terms.ts';

export const TransferId = z.uuid().meta({ id: 'TransferId', description: 'Identity of a transfer of equipment (điều chuyển thiết bị).' });

const What = {
  transferId: TransferId,
  from: UnitCode.describe('Center that gives.'),
  to: UnitCode.describe('Center that receives.'),
  item: z.string().trim().min(1).max(120).describe('Kind of equipment, for example "máy quét".'),
  quantity: z.int().min(1).max(100_000),
};

/** Stream `transfer-<id>`: pieces that one Center has to spare on their way to another. It alone decides where they belong. */
export const transferEvents = defineEvents('transfer', {
  TransferRequested: z.strictObject({ ...What, ground: Text }).describe('Pieces were asked for.'),
  TransferDeclined: z.strictObject({ ...What, reason: Text }).describe('The giving Center does not part with them.'),
  TransferTakenOut: z.strictObject(What).describe('The pieces left the giving Center.'),
  TransferTakenIn: z.strictObject(What).describe('The pieces belong to the receiving Center.'),
  TransferRefused: z.strictObject({ ...What, reason: Text }).describe('The receiving Center did not accept them; they go back.'),
});
export type TransferEvent = EventOf<typeof transferEvents>;
