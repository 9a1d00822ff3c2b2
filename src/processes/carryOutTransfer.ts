import { giveBackEquipment, takeInEquipment } from '#commands/center/equipment.ts';
import { timeAfter } from './timeAfter.ts';
import { defineProcess } from './tools.ts';

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
