import { z } from 'zod';
import { Key, UnitCode } from '#events/terms.ts';
import { AsOf } from '#http/server/asOf.ts';
import { Flag } from '#http/server/fields.ts';
import { defineList, defineQuery, type QueryTools } from '#http/server/query.ts';
import { type InventoryView, inventoriesAt } from '#projections/equipment/queries.ts';

const Inventory = z
  .object({
    section: Key,
    name: z.string().describe('The former one-stop section.'),
    unit: UnitCode.describe('Unit that keeps it.'),
    level: z.string().describe('commune, district or province.'),
    sharedWith: z.array(UnitCode).describe('Further units whose Centers may take from it.'),
    items: z.array(
      z.object({
        item: z.string(),
        counted: z.int(),
        writtenOff: z.int(),
        taken: z.int().describe('Taken over by Centers.'),
        left: z.int(),
      }),
    ),
  })
  .meta({ id: 'Inventory', description: 'What a former one-stop section left behind, and what is left of it.' });

const projections = ['equipment'];

/** A unit sees what it keeps and what is shared with it. */
const visible = ({ units }: QueryTools, { unit, sharedWith }: InventoryView): boolean =>
  units === 'all' || [unit, ...sharedWith].some((code) => units.includes(code));

const listInventories = defineList({
  name: 'ListInventories',
  summary: 'Former one-stop sections and what is left of them.',
  path: '/inventories',
  tag: 'inventories',
  query: z.object({ asOf: AsOf, left: Flag.optional().describe('true: only sections with something left.') }),
  answer: Inventory,
  key: z.tuple([Key]),
  keyOf: ({ section }) => [section],
  whole: 'ascending',
  projections,
  run: async (tools, { left }) =>
    (await inventoriesAt(tools.db, tools.standpoint.asOf))
      .filter((inventory) => visible(tools, inventory))
      .filter(({ items }) => left !== true || items.some((item) => item.left > 0)),
});

const getInventory = defineQuery({
  name: 'GetInventory',
  summary: 'One former one-stop section: what was counted, written off, taken, and what is left.',
  path: '/inventories/:section',
  tag: 'inventories',
  params: z.object({ section: Key }),
  query: z.object({ asOf: AsOf }),
  answer: Inventory,
  projections,
  run: async (tools, { section }) =>
    (await inventoriesAt(tools.db, tools.standpoint.asOf, section)).find((inventory) => visible(tools, inventory)),
});

export const inventoryQueries = [listInventories, getInventory];
