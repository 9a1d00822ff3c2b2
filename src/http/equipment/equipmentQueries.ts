import { z } from 'zod';
import { choiceIn, unknownIn } from '#domain/text/choice.ts';
import { fitting, keyForm } from '#domain/text/searchForm.ts';
import { Instant, Key, LocalDate, UnitCode } from '#events/terms.ts';
import { TransferId } from '#events/transfer/events.ts';
import { AsOf, Flag, SearchText } from '#http/server/parameters.ts';
import { inputProblem } from '#http/server/problems.ts';
import { defineList, defineQuery, having, type PastTools, type QueryTools, sortedBy } from '#http/server/query.ts';
import { inUnitOrder, sortedByPlace, UnitOrder } from '#http/server/unitOrder.ts';
import { equipmentAt, inventoriesAt, normsAt, normsIds, transfersAt } from '#projections/equipment/queries.ts';
import { DongSum, EquipmentLine, Inventory, Norms, Space, Transfer, TransferState } from '#projections/equipment/view.ts';

const projections = ['equipment'];
const Item = z.string().min(1).max(120).optional().describe('Only this kind of equipment, in any letter case, with marks or without.');
const Missing = Flag.optional().describe('true: only what is missing.');

/** Lines of the units asked about that the caller may see. Throws `input-invalid` for an item nobody knows. */
const linesFor = async ({ db, unitsAsked, day, standpoint }: PastTools, item: string | undefined): Promise<EquipmentLine[]> => {
  const { lines, items } = await equipmentAt(db, unitsAsked, day, standpoint.asOf);
  if (item === undefined) return lines;
  const choice = choiceIn(items, item);
  if ('near' in choice) throw inputProblem([{ in: 'query', pointer: '/item', detail: unknownIn('kind of equipment', item, choice.near) }]);
  return lines.filter((line) => keyForm(line.item) === keyForm(choice.found));
};

const sum = (lines: readonly EquipmentLine[], field: (typeof summed)[number] | 'gapDong'): number =>
  lines.reduce((total, line) => total + (line[field] ?? 0), 0);
const sumOfKnown = (lines: readonly EquipmentLine[]): number | null =>
  lines.some(({ gap, gapDong }) => gap > 0 && gapDong === null) ? null : sum(lines, 'gapDong');

const CenterEquipment = z
  .object({
    unit: UnitCode,
    name: z.string().describe('Full name of the unit.'),
    moment: Instant.describe('The answer is as of then.'),
    on: LocalDate.describe('The day of that moment: points, counters and norms are those of this day.'),
    space: Space,
    items: z.array(EquipmentLine),
    spentDong: DongSum.describe('Price of all that was added, as far as on record.'),
    unpriced: z.int().describe('Pieces added without a price on record.'),
    gapDong: DongSum.nullable().describe('What all gaps would cost; null where a missing kind was never priced in the city.'),
  })
  .meta({ id: 'CenterEquipment', description: 'What a Center needs, has and lacks.' });

const getCenterEquipment = defineQuery({
  name: 'GetCenterEquipment',
  summary: 'What one Center needs, by its own statement or by the norm, what it reused, bought and got from others, and what is missing.',
  path: '/centers/:unit/equipment',
  tag: 'equipment',
  params: z.object({ unit: UnitCode }),
  query: z.object({ asOf: AsOf }),
  answer: CenterEquipment,
  projections,
  run: async ({ db, settings, day: on, standpoint: { asOf, moment } }, { unit }) => {
    const name = settings.units.find(({ code }) => code === unit)?.fullName;
    if (name === undefined) return undefined;
    const { lines: items, spaces } = await equipmentAt(db, [unit], on, asOf);
    const [space] = spaces;
    if (space === undefined) return undefined;
    const { spentDong, unpriced } = sumsOf(items);
    return { unit, name, moment, on, space, items, spentDong, unpriced, gapDong: sumOfKnown(items) };
  },
});

const listEquipmentGaps = defineList({
  name: 'ListEquipmentGaps',
  summary: 'Needs, holdings, gaps and surplus of all Centers, one line for each Center and kind of equipment.',
  path: '/equipment/gaps',
  query: z.object({
    asOf: AsOf,
    unit: UnitCode.optional(),
    item: Item,
    missing: Missing,
    surplus: Flag.optional().describe('true: only where there is more than needed.'),
    order: UnitOrder,
  }),
  ...sortedByPlace(EquipmentLine, 'unit', 'item'),
  projections,
  run: async (tools, { item, missing, surplus, order }) => {
    const lines = (await linesFor(tools, item)).filter(({ gap }) => missing !== true || gap > 0);
    const shown = lines.filter((line) => surplus !== true || line.surplus > 0);
    return inUnitOrder(tools, order, shown, ({ unit }) => unit);
  },
});

const EquipmentTotal = z
  .object({
    item: z.string().describe('Kind of equipment.'),
    centers: z.int().describe('Centers that need or have it.'),
    centersLacking: z.int(),
    needed: z.int(),
    reused: z.int(),
    added: z.int(),
    moved: z.int().describe('0, but for pieces on their way: those have left and not arrived.'),
    gap: z.int().describe('Sum of the gaps; surplus elsewhere does not make it smaller.'),
    surplus: z.int(),
    spentDong: DongSum,
    unpriced: z.int(),
    gapDong: DongSum.nullable(),
  })
  .meta({ id: 'EquipmentTotal', description: 'One kind of equipment in all Centers asked about.' });

const summed = ['needed', 'reused', 'added', 'moved', 'gap', 'surplus', 'spentDong', 'unpriced'] as const;
const sumsOf = (lines: readonly EquipmentLine[]) =>
  Object.fromEntries(summed.map((field) => [field, sum(lines, field)])) as Record<(typeof summed)[number], number>;

const totalOf = (item: string, lines: readonly EquipmentLine[]): z.infer<typeof EquipmentTotal> => ({
  item,
  centers: lines.length,
  centersLacking: lines.filter(({ gap }) => gap > 0).length,
  ...sumsOf(lines),
  gapDong: sumOfKnown(lines),
});

const listEquipmentTotals = defineList({
  name: 'ListEquipmentTotals',
  summary: 'Needs, holdings, gaps and money by kind of equipment, over all Centers the caller may see.',
  path: '/equipment/totals',
  query: z.object({ asOf: AsOf, unit: UnitCode.optional(), item: Item, missing: Missing }),
  ...sortedBy(EquipmentTotal, 'item'),
  projections,
  run: async (tools, { item: asked, missing }) =>
    [...Map.groupBy(await linesFor(tools, asked), ({ item }) => keyForm(item)).values()]
      .map((lines) => totalOf(lines[0]?.item ?? '', lines))
      .filter(({ gap }) => missing !== true || gap > 0)
      .toSorted((a, b) => (a.item < b.item ? -1 : 1)),
});

const listSpaceGaps = defineList({
  name: 'ListSpaceGaps',
  summary: 'Area of every headquarters, and of its part for those who wait, against the norms in force.',
  path: '/equipment/spaces',
  query: z.object({ asOf: AsOf, unit: UnitCode.optional(), missing: Missing, order: UnitOrder }),
  ...sortedByPlace(Space, 'unit'),
  projections,
  run: async (tools, { missing, order }) => {
    const { spaces } = await equipmentAt(tools.db, tools.unitsAsked, tools.day, tools.standpoint.asOf);
    const shown = spaces.filter(
      ({ gap, waitingGap, there }) => missing !== true || there === null || (gap ?? 0) > 0 || (waitingGap ?? 0) > 0,
    );
    return inUnitOrder(tools, order, shown, ({ unit }) => unit);
  },
});

const listNorms = defineList({
  name: 'ListNorms',
  summary: 'Every set of norms with its versions, legal grounds and how certain each norm is.',
  path: '/norms',
  query: z.object({ asOf: AsOf }),
  ...sortedBy(Norms, 'normsId'),
  projections,
  run: async ({ db, day, standpoint: { asOf } }) => {
    const found = await Promise.all((await normsIds(db, asOf)).map((id) => normsAt(db, id, day, asOf)));
    return found.filter((norms) => norms !== undefined);
  },
});

const getNorms = defineQuery({
  name: 'GetNorms',
  summary: 'One set of norms: the version in force, and all versions.',
  path: '/norms/:normsId',
  params: z.object({ normsId: Key }),
  query: z.object({ asOf: AsOf }),
  answer: Norms,
  projections,
  run: async ({ db, day, standpoint }, { normsId }) => normsAt(db, normsId, day, standpoint.asOf),
});

/** A unit sees what it keeps and what is shared with it. */
const seesInventory = ({ units }: QueryTools, { unit, sharedWith }: Inventory): boolean =>
  units === 'all' || [unit, ...sharedWith].some((code) => units.includes(code));

const listInventories = defineList({
  name: 'ListInventories',
  summary: 'Former one-stop sections and what is left of them.',
  path: '/inventories',
  query: z.object({
    asOf: AsOf,
    left: Flag.optional().describe('true: only sections with something left.'),
    text: SearchText.optional().describe('Words of the section’s name, with marks or without.'),
  }),
  ...sortedBy(Inventory, 'section'),
  projections,
  run: async (tools, { left, text }) =>
    (await inventoriesAt(tools.db, tools.standpoint.asOf))
      .filter((inventory) => seesInventory(tools, inventory))
      .filter(fitting(text, ({ name, section }) => [name, section]))
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

export const equipmentQueries = [
  getCenterEquipment,
  listEquipmentGaps,
  listEquipmentTotals,
  listSpaceGaps,
  listNorms,
  getNorms,
  listInventories,
  getInventory,
  listTransfers,
  getTransfer,
];
