import { giveBackEquipment, recordTakenItems, takeInEquipment } from '#commands/center/equipment.ts';
import { handOverTransfer } from '#commands/transfer/transfer.ts';
import { Rejection } from '#domain/rejections.ts';
import { defineProcess, timeAfter } from './tools.ts';

/** Long enough for the command that began a movement of equipment to put its other side on record itself. */
const TEN_SECONDS = 10_000;

/** What left an inventory is the taking Center's, even if the command died before it could record that. */
export const recordItemsTaken = defineProcess({
  name: 'record-taken-items',
  on: ['ItemsTaken'],
  delayMs: TEN_SECONDS,
  react: async (event, { read, execute }) => {
    const { takenBy, section, takingId, item, quantity, from } = event.data;
    const center = await read(`center-${takenBy}`);
    if (center.some((past) => past.type === 'EquipmentReused' && past.data.takingId === takingId)) return;
    await execute(recordTakenItems, { unit: takenBy, section, takingId, item, quantity, from }, event, { at: timeAfter(center, event) });
  },
});

/**
 * Pieces that left a Center are on their way, also when the command died before its transfer said so. Where the
 * transfer ended otherwise in between, they come back: an end is for ever, so whoever finds it may give back.
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

/** A transfer decides where the pieces belong; the Centers follow, once, whoever dies when. */
export const carryOutTransfer = defineProcess({
  name: 'carry-out-transfer',
  on: ['TransferTakenIn', 'TransferRefused'],
  react: async (event, { read, execute }) => {
    const { transferId, from, to, item, quantity } = event.data;
    const unit = event.type === 'TransferTakenIn' ? to : from;
    const at = timeAfter(await read(`center-${unit}`), event);
    if (event.type === 'TransferTakenIn') await execute(takeInEquipment, { unit, transferId, from, item, quantity }, event, { at });
    else await execute(giveBackEquipment, { unit, transferId, item, quantity }, event, { at });
  },
});
