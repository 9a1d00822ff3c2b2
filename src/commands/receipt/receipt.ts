import { commandOn, type Fold } from '#commands/handling/command.ts';
import { receiptId } from '#domain/dossier/fees.ts';
import { Rejection } from '#domain/rejections.ts';
import { type ReceiptEvent, receiptEvents } from '#events/receipt/events.ts';

/** The dossier that a number of a unit's receipts was used for. */
type ReceiptNumber = { dossierId?: string };

export const receiptNumber: Fold<ReceiptNumber, ReceiptEvent> = {
  category: receiptEvents.category,
  initial: {},
  evolve: (_, event) => ({ dossierId: event.data.dossierId }),
};

/**
 * One stream per number: two dossiers that are paid with one number at the same moment meet in it, and one of them is
 * refused. Asked again for the same dossier, it changes nothing.
 */
export const takeReceiptNumber = commandOn(receiptNumber, { idField: 'number' })({
  name: 'TakeReceiptNumber',
  summary: 'Takes a number of a unit’s fee receipts for one dossier, once in its series.',
  input: receiptEvents.schemas.ReceiptNumberTaken,
  id: ({ unit, series, number }) => receiptId(unit, series, number),
  unit: ({ unit }) => unit,
  decide: ({ dossierId: bearer }, { unit, series, number, dossierId }) => {
    if (bearer === dossierId) return [];
    if (bearer !== undefined)
      throw new Rejection(
        'receipt-number-used',
        `Receipt ${[series, number].filter(Boolean).join(' ')} of ${unit} was written out for dossier ${bearer}.`,
      );
    return [{ type: 'ReceiptNumberTaken', data: { unit, series, number, dossierId } }];
  },
});
