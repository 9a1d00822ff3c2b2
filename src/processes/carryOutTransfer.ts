import { defineProcess } from '#projections/daemon/process.ts';
import { timeAfter } from './timeAfter.ts';

/** A transfer decides where the pieces belong; the Centers follow, once, whoever dies when. */
export const carryOutTransfer = defineProcess({
  name: 'carry-out-transfer',
  on: ['TransferTakenIn', 'TransferRefused'],
  react: async (event, { read, execute }) => {
    const { transferId, from, to, item, quantity } = event.data;
    const unit = event.type === 'TransferTakenIn' ? to : from;
    const at = timeAfter(await read(`center-${unit}`), event);
    if (event.type === 'TransferTakenIn') await execute('TakeInEquipment', { unit, transferId, from, item, quantity }, event, { at });
    else await execute('GiveBackEquipment', { unit, transferId, item, quantity }, event, { at });
  },
});
