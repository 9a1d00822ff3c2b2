import { transferEvents } from '#events/transfer/events.ts';
import { giver, standingAt, transferCommand } from './transfer.ts';

export const declineTransfer = transferCommand({
  name: 'DeclineTransfer',
  summary: 'The giving Center does not part with what was asked for.',
  input: transferEvents.schemas.TransferDeclined.pick({ transferId: true, reason: true }),
  unit: giver,
  decide: (transfer, { transferId, reason }) => [
    { type: 'TransferDeclined', data: { ...standingAt(transfer, transferId, 'requested'), reason } },
  ],
});
