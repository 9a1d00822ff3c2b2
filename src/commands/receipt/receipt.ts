import { commandOn, type Fold } from '#commands/handling/command.ts';
import { receiptId, receiptIdKeptBefore } from '#domain/dossier/fees.ts';
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
 * refused. Asked again for the same dossier, it changes nothing. Older logs kept numbers in other forms (`receiptIdKeptBefore`).
 */
export const takeReceiptNumber = commandOn(receiptNumber, { idField: 'number' })({
  name: 'TakeReceiptNumber',
  summary: 'Takes a number of a unit’s fee receipts for one dossier, once in its series.',
  input: receiptEvents.schemas.ReceiptNumberTaken,
  id: ({ unit, series, number }) => receiptId(unit, series, number),
  unit: ({ unit }) => unit,
  prepare: async ({ unit, series, number }, _bearer, _context, tools): Promise<ReceiptNumber> => {
    const keptBefore = receiptIdKeptBefore(unit, series, number);
    return keptBefore === receiptId(unit, series, number) ? {} : tools.fold(`${receiptEvents.category}-${keptBefore}`, receiptNumber);
  },
  decide: ({ dossierId }, input, _context, before) => {
    const { unit, series, number } = input;
    if (dossierId === input.dossierId) return [];
    const bearer = dossierId ?? before.dossierId;
    if (bearer !== undefined && bearer !== input.dossierId)
      throw new Rejection(
        'receipt-number-used',
        `Receipt ${[series, number].filter(Boolean).join(' ')} of ${unit} was written out for dossier ${bearer}.`,
      );
    return [{ type: 'ReceiptNumberTaken', data: input }];
  },
});
