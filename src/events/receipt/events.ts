import { defineEvents, type EventOf, eventsOf } from '#events/store/defineEvents.ts';
import { DossierId, PartyId, ReceiptNumber, ReceiptSeries } from '#events/terms.ts';

const event = eventsOf({ unit: PartyId, series: ReceiptSeries.optional(), number: ReceiptNumber });

/** Stream `receipt-<unit>/<series>/<number>`: what one number of a unit's fee receipts was used for. */
export const receiptEvents = defineEvents('receipt', {
  ReceiptNumberTaken: event('A receipt of a fee was written out with this number.', { dossierId: DossierId }),
});
export type ReceiptEvent = EventOf<typeof receiptEvents>;
