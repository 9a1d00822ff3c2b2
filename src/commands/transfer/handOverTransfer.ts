import { takeOutEquipment } from '#commands/center/takeOutEquipment.ts';
import { transferEvents } from '#events/transfer/events.ts';
import { giver, standingAt, transferCommand } from './transfer.ts';

/** The pieces leave the giving Center first, which alone knows what it can spare. Where the transfer then is not handed over after all, they come back. */
export const handOverTransfer = transferCommand({
  name: 'HandOverTransfer',
  summary: 'The giving Center hands the pieces over, if it can spare them.',
  input: transferEvents.schemas.TransferTakenOut.pick({ transferId: true }),
  unit: giver,
  prepare: async ({ transferId }, transfer, _context, { run }) => {
    if (transfer.status === 'taken-out') return;
    const { from, to, item, quantity } = standingAt(transfer, transferId, 'requested');
    await run(takeOutEquipment, { unit: from, transferId, to, item, quantity });
  },
  decide: (transfer, { transferId }) =>
    transfer.status === 'taken-out' ? [] : [{ type: 'TransferTakenOut', data: standingAt(transfer, transferId, 'requested') }],
});
