import { z } from 'zod';
import { Key, UnitCode } from '#events/terms.ts';
import { TransferId } from '#events/transfer/events.ts';
import { AsOf, Flag } from '#http/server/parameters.ts';
import { defineList, defineQuery, having, type PastTools, type QueryTools, sortedBy } from '#http/server/query.ts';
import { inventoriesAt, transfersAt } from '#projections/equipment/queries.ts';
import { Inventory, Transfer, TransferState } from '#projections/equipment/view.ts';

const projections = ['equipment'];

/** A unit sees what it keeps and what is shared with it. */
const seesInventory = ({ units }: QueryTools, { unit, sharedWith }: Inventory): boolean =>
  units === 'all' || [unit, ...sharedWith].some((code) => units.includes(code));

const listInventories = defineList({
  name: 'ListInventories',
  summary: 'Former one-stop sections and what is left of them.',
  path: '/inventories',
  query: z.object({ asOf: AsOf, left: Flag.optional().describe('true: only sections with something left.') }),
  ...sortedBy(Inventory, 'section'),
  projections,
  run: async (tools, { left }) =>
    (await inventoriesAt(tools.db, tools.standpoint.asOf))
      .filter((inventory) => seesInventory(tools, inventory))
      .filter(({ items }) => left !== true || items.some((item) => item.left > 0)),
});

const getInventory = defineQuery({
  name: 'GetInventory',
  summary: 'One former one-stop section: what was counted, written off, taken, and what is left.',
  path: '/inventories/:section',
  params: z.object({ section: Key }),
  query: z.object({ asOf: AsOf }),
  answer: Inventory,
  projections,
  run: async (tools, { section }) =>
    (await inventoriesAt(tools.db, tools.standpoint.asOf, section)).find((inventory) => seesInventory(tools, inventory)),
});

/** A Center sees what it gives and what it receives. */
const seesTransfer = ({ units }: QueryTools, { from, to }: Transfer): boolean =>
  units === 'all' || units.includes(from) || units.includes(to);

const transfersSeen = async (tools: PastTools, transferId?: string): Promise<Transfer[]> =>
  (await transfersAt(tools.db, tools.standpoint.asOf, transferId)).filter((transfer) => seesTransfer(tools, transfer));

const listTransfers = defineList({
  name: 'ListTransfers',
  summary: 'Transfers of equipment between Centers, the latest asked for first.',
  path: '/transfers',
  query: z.object({ asOf: AsOf, unit: UnitCode.optional().describe('Giver or receiver.'), state: TransferState.optional() }),
  ...sortedBy(Transfer, 'requestedAt', 'transferId'),
  whole: ['descending', 'ascending'],
  projections,
  unit: undefined,
  run: async (tools, { unit, state }) =>
    (await transfersSeen(tools)).filter(({ from, to }) => unit === undefined || from === unit || to === unit).filter(having({ state })),
});

const getTransfer = defineQuery({
  name: 'GetTransfer',
  summary: 'One transfer of equipment.',
  path: '/transfers/:transferId',
  params: z.object({ transferId: TransferId }),
  query: z.object({ asOf: AsOf }),
  answer: Transfer,
  projections,
  run: async (tools, { transferId }) => (await transfersSeen(tools, transferId))[0],
});

/** Pieces of equipment that are not at a Center, or on their way to one. */
export const pieceQueries = [listInventories, getInventory, listTransfers, getTransfer];
