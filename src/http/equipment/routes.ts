import { z } from 'zod';
import { localDay } from '#domain/time/localDay.ts';
import { Instant, LocalDate, UnitCode } from '#events/terms.ts';
import { AsOf, standpointOf, standpointProjections } from '#http/server/asOf.ts';
import { Flag } from '#http/server/fields.ts';
import { pageOf } from '#http/server/page.ts';
import { defineQuery, type ListPage, type QueryTools } from '#http/server/query.ts';
import { equipmentAt } from '#projections/equipment/queries.ts';
import { DongSum, EquipmentLine, EquipmentTotal, Space } from './answers.ts';

type Line = z.infer<typeof EquipmentLine>;
type Total = z.infer<typeof EquipmentTotal>;

const tag = 'equipment';
const projections = ['equipment', ...standpointProjections];
const Item = z.string().min(1).max(120).optional().describe('Only this kind of equipment.');
const Missing = Flag.optional().describe('true: only what is missing.');

type Which = { asOf?: AsOf | undefined; unit?: string | undefined; item?: string | undefined };

/** Lines of the units asked about that the caller may see; none before anything had happened. */
const linesFor = async (tools: QueryTools, { asOf, unit, item }: Which): Promise<Line[]> => {
  const standpoint = await standpointOf(tools, asOf);
  if (standpoint === undefined) return [];
  const units = unit === undefined ? tools.units : [unit];
  const { lines } = await equipmentAt(tools.db, units, localDay(standpoint.moment), standpoint.asOf);
  return lines.filter((line) => item === undefined || line.item === item);
};

const sum = (lines: readonly Line[], of: (line: Line) => number | null): number =>
  lines.reduce((total, line) => total + (of(line) ?? 0), 0);
const sumOfKnown = (lines: readonly Line[]): number | null =>
  lines.some(({ gap, gapDong }) => gap > 0 && gapDong === null) ? null : sum(lines, ({ gapDong }) => gapDong);

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
  tag,
  params: z.object({ unit: UnitCode }),
  query: z.object({ asOf: AsOf }),
  answer: CenterEquipment,
  list: false,
  projections,
  unit: ({ unit }) => unit,
  run: async (tools, { unit, asOf }): Promise<z.infer<typeof CenterEquipment> | undefined> => {
    const name = tools.settings.units.find(({ code }) => code === unit)?.fullName;
    const standpoint = await standpointOf(tools, asOf);
    if (name === undefined || standpoint === undefined) return undefined;
    const on = localDay(standpoint.moment);
    const { lines: items, spaces } = await equipmentAt(tools.db, [unit], on, standpoint.asOf);
    const [space] = spaces;
    if (space === undefined) return undefined;
    const spentDong = sum(items, (line) => line.spentDong);
    const unpriced = sum(items, (line) => line.unpriced);
    return { unit, name, moment: standpoint.moment, on, space, items, spentDong, unpriced, gapDong: sumOfKnown(items) };
  },
});

const listEquipmentGaps = defineQuery({
  name: 'ListEquipmentGaps',
  summary: 'Needs, holdings, gaps and surplus of all Centers, one line for each Center and kind of equipment.',
  path: '/equipment/gaps',
  tag,
  query: z.object({
    asOf: AsOf,
    unit: UnitCode.optional(),
    item: Item,
    missing: Missing,
    surplus: Flag.optional().describe('true: only where there is more than needed.'),
  }),
  answer: EquipmentLine,
  list: true,
  key: z.tuple([UnitCode, z.string()]),
  projections,
  unit: ({ unit }) => unit,
  run: async (tools, { missing, surplus, limit, cursor, ...which }): Promise<ListPage<Line>> => {
    const found = (await linesFor(tools, which))
      .filter(({ gap }) => missing !== true || gap > 0)
      .filter((line) => surplus !== true || line.surplus > 0)
      .filter(({ unit, item }) => cursor === undefined || unit > cursor[0] || (unit === cursor[0] && item > cursor[1]));
    return pageOf(found, limit, ({ unit, item }) => [unit, item]);
  },
});

const totalOf = (item: string, lines: readonly Line[]): Total => ({
  item,
  centers: lines.length,
  centersLacking: lines.filter(({ gap }) => gap > 0).length,
  needed: sum(lines, ({ needed }) => needed),
  reused: sum(lines, ({ reused }) => reused),
  added: sum(lines, ({ added }) => added),
  moved: sum(lines, ({ moved }) => moved),
  gap: sum(lines, ({ gap }) => gap),
  surplus: sum(lines, ({ surplus }) => surplus),
  spentDong: sum(lines, ({ spentDong }) => spentDong),
  unpriced: sum(lines, ({ unpriced }) => unpriced),
  gapDong: sumOfKnown(lines),
});

const listEquipmentTotals = defineQuery({
  name: 'ListEquipmentTotals',
  summary: 'Needs, holdings, gaps and money by kind of equipment, over all Centers the caller may see.',
  path: '/equipment/totals',
  tag,
  query: z.object({ asOf: AsOf, unit: UnitCode.optional(), item: Item, missing: Missing }),
  answer: EquipmentTotal,
  list: true,
  key: z.tuple([z.string()]),
  projections,
  unit: ({ unit }) => unit,
  run: async (tools, { missing, limit, cursor, ...which }): Promise<ListPage<Total>> => {
    const found = [...Map.groupBy(await linesFor(tools, which), ({ item }) => item)]
      .map(([item, lines]) => totalOf(item, lines))
      .filter(({ gap }) => missing !== true || gap > 0)
      .toSorted((a, b) => (a.item < b.item ? -1 : 1))
      .filter(({ item }) => cursor === undefined || item > cursor[0]);
    return pageOf(found, limit, ({ item }) => [item]);
  },
});

const listSpaceGaps = defineQuery({
  name: 'ListSpaceGaps',
  summary: 'Area of every headquarters, and of its part for those who wait, against the norms in force.',
  path: '/equipment/spaces',
  tag,
  query: z.object({ asOf: AsOf, unit: UnitCode.optional(), missing: Missing }),
  answer: Space,
  list: true,
  key: z.tuple([UnitCode]),
  projections,
  unit: ({ unit }) => unit,
  run: async (tools, { asOf, unit, missing, limit, cursor }): Promise<ListPage<z.infer<typeof Space>>> => {
    const standpoint = await standpointOf(tools, asOf);
    if (standpoint === undefined) return { items: [] };
    const units = unit === undefined ? tools.units : [unit];
    const { spaces } = await equipmentAt(tools.db, units, localDay(standpoint.moment), standpoint.asOf);
    const found = spaces
      .filter(({ gap, waitingGap, there }) => missing !== true || there === null || (gap ?? 0) > 0 || (waitingGap ?? 0) > 0)
      .filter((space) => cursor === undefined || space.unit > cursor[0]);
    return pageOf(found, limit, (space) => [space.unit]);
  },
});

export const equipmentQueries = [getCenterEquipment, listEquipmentGaps, listEquipmentTotals, listSpaceGaps];
