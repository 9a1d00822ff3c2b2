import { transferEvents } from '#events/transfer/events.ts';
import { receiver, standingAt, transferCommand } from './transfer.ts';

export const acceptTransfer = transferCommand({
  name: 'AcceptTransfer',
  summary: 'The receiving Center accepts the pieces; they are counted in there at once.',
  input: transferEvents.schemas.TransferTakenIn.pick({ transferId: true }),
  unit: receiver,
  decide: (transfer, { transferId }) =>
    transfer.status === 'taken-in' ? [] : [{ type: 'TransferTakenIn', data: standingAt(transfer, transferId, 'taken-out') }],
});
