import { giveBackEquipment } from '#commands/center/equipment.ts';
import { handOverTransfer } from '#commands/transfer/transfer.ts';
import { Rejection } from '#domain/rejections.ts';
import { timeAfter } from './timeAfter.ts';
import { defineProcess } from './tools.ts';

/** Long enough for the command that took the pieces out to record the hand-over itself. */
const TEN_SECONDS = 10_000;

/**
 * Pieces that left a Center are on their way, also when the command died before its transfer said so. Where the transfer ended otherwise
 * in between, they come back: an end is for ever, so whoever finds it may give back.
 */
export const finishHandOver = defineProcess({
  name: 'finish-hand-over',
  on: ['EquipmentTakenOut'],
  delayMs: TEN_SECONDS,
  react: async (event, { read, execute }) => {
    const { unit, transferId, item, quantity } = event.data;
    const transfer = await read(`transfer-${transferId}`);
    if (transfer.some(({ type }) => type === 'TransferTakenOut')) return;
    try {
      await execute(handOverTransfer, { transferId }, event, { at: timeAfter(transfer, event) });
    } catch (error) {
      if (!(error instanceof Rejection)) throw error;
      const at = timeAfter(await read(event.stream), event);
      await execute(giveBackEquipment, { unit, transferId, item, quantity }, event, { at });
    }
  },
});
