import type { Fold } from '#commands/handling/command.ts';
import { Rejection } from '#domain/rejections.ts';
import { type CenterEvent, centerEvents } from '#events/center/events.ts';
import { transferEvents } from '#events/transfer/events.ts';
import { transferCommand } from './transfer.ts';

const establishment: Fold<boolean, CenterEvent> = {
  category: centerEvents.category,
  initial: false,
  evolve: (established, { type }) => established || type === 'CenterEstablished',
};

/** Whether the pieces can be spared is seen when they are handed over. */
export const requestTransfer = transferCommand({
  name: 'RequestTransfer',
  summary: 'Asks for pieces that another Center has to spare.',
  input: transferEvents.schemas.TransferRequested,
  creates: true,
  generatesId: true,
  unit: ({ to }) => to,
  prepare: async ({ from, to }, _transfer, _context, { fold }) => {
    const found = await Promise.all([from, to].map(async (unit) => ({ unit, is: await fold(`center-${unit}`, establishment) })));
    return found.filter(({ is }) => !is).map(({ unit }) => unit);
  },
  decide: (transfer, requested, _context, without: readonly string[]) => {
    if (transfer.status !== 'absent')
      throw new Rejection('transfer-already-requested', `There is a transfer ${requested.transferId}; it is ${transfer.status}.`);
    if (requested.from === requested.to) throw new Rejection('transfer-to-itself', `${requested.to} would receive from itself.`);
    if (without.length > 0) throw new Rejection('center-not-established', `Unit ${without.join(', ')} has no Center.`);
    return [{ type: 'TransferRequested', data: requested }];
  },
});
