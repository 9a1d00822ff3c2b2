import { z } from 'zod';
import { defineEvents, type EventOf, eventsOf } from '#events/store/defineEvents.ts';
import { Item, PublicText, Quantity, UnitCode } from '#events/terms.ts';

export const TransferId = z.uuid().meta({ id: 'TransferId', description: 'Identity of a transfer of equipment (điều chuyển thiết bị).' });

const event = eventsOf({
  transferId: TransferId,
  from: UnitCode.describe('Center that gives.'),
  to: UnitCode.describe('Center that receives.'),
  item: Item,
  quantity: Quantity,
});

/** Stream `transfer-<id>`: pieces one Center spares on their way to another. It alone decides where they belong. */
export const transferEvents = defineEvents('transfer', {
  TransferRequested: event('Pieces were asked for.', { ground: PublicText }),
  TransferDeclined: event('The giving Center does not part with them.', { reason: PublicText }),
  TransferTakenOut: event('The pieces left the giving Center.', {}),
  TransferTakenIn: event('The pieces belong to the receiving Center.', {}),
  TransferRefused: event('The receiving Center did not accept them; they go back.', { reason: PublicText }),
});
export type TransferEvent = EventOf<typeof transferEvents>;
