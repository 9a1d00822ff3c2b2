import { transferEvents } from '#events/transfer/events.ts';
import { receiver, standingAt, transferCommand } from './transfer.ts';

export const refuseTransfer = transferCommand({
  name: 'RefuseTransfer',
  summary: 'The receiving Center does not accept the pieces; they go back to where they came from.',
  input: transferEvents.schemas.TransferRefused.pick({ transferId: true, reason: true }),
  unit: receiver,
  decide: (transfer, { transferId, reason }) => [
    { type: 'TransferRefused', data: { ...standingAt(transfer, transferId, 'taken-out'), reason } },
  ],
});
