import { z } from 'zod';
import { unitRankFor } from '#domain/text/unitName.ts';
import { Key, OfficialId, Position, UnitCode } from '#events/terms.ts';
import { inNameOrder } from '#http/server/nameOrder.ts';
import { AsOf, Flag, On } from '#http/server/parameters.ts';
import { covers } from '#http/server/principal.ts';
import { defineList, defineQuery, having, type QueryTools, sortedBy } from '#http/server/query.ts';
import { inUnitOrder, sortedByPlace, UnitOrder } from '#http/server/unitOrder.ts';
import { coverageAsOf, positionsAsOf } from '#projections/centerPeople/queries.ts';
import { PositionStanding, ProcedureCoverage } from '#projections/centerPeople/view.ts';
import { centerOn, centersOn } from '#projections/centerReadiness/queries.ts';
import { Center, CenterState, CenterSummary, ConditionCode } from '#projections/centerReadiness/view.ts';
import { listProcedures } from '#projections/procedureCatalogue/queries.ts';
import { staffingThen, staffOn } from '#projections/staffing/queries.ts';
import { StaffMember } from '#projections/staffing/view.ts';

const listCenters = defineList({
  name: 'ListCenters',
  summary: 'Every Center with what is done, what is missing, since when, and who must act; also where nothing has happened yet.',
  path: '/centers',
  query: z.object({
    on: On,
    unit: UnitCode.optional(),
    state: CenterState.optional(),
    missing: ConditionCode.optional().describe('Only where this is not fulfilled.'),
    order: UnitOrder,
    asOf: AsOf,
  }),
  ...sortedByPlace(CenterSummary, 'unit'),
  projections: ['center-readiness'],
  run: async (tools, { state, missing, order, asOf }) => {
    const { db, settings, unitsAsked, day } = tools;
    const names = new Map(settings.units.map(({ code, fullName }) => [code, fullName]));
    const codes = [...names.keys()].filter((code) => covers(unitsAsked, code)).toSorted();
    const centers = (await centersOn(db, codes, day, settings.directorOffices, asOf))
      .filter(having({ state }))
      .filter(({ conditions }) => missing === undefined || conditions.some(({ code, done }) => code === missing && !done))
      .map((center) => ({ ...center, name: names.get(center.unit) ?? center.unit }));
    return inUnitOrder(tools, order, centers, ({ unit }) => unit);
  },
});

const getCenter = defineQuery({
  name: 'GetCenter',
  summary: 'One Center: decision, points, headquarters, equipment, regulations, hours, and its readiness on a day.',
  path: '/centers/:unit',
  params: z.object({ unit: UnitCode }),
  query: z.object({ on: On, asOf: AsOf }),
  answer: Center,
  projections: ['center-readiness'],
  run: async ({ db, settings, day }, input) => {
    const unit = settings.units.find(({ code }) => code === input.unit);
    return unit && { ...(await centerOn(db, unit.code, day, settings.directorOffices, input.asOf)), name: unit.fullName };
  },
});

/** More than serve at any Center. */
const MOST_STAFF = 10_000;
type Member = Awaited<ReturnType<typeof staffOn>>[number];
type Named = Member & Pick<z.infer<typeof StaffMember>, 'name'>;

/** A member with the name opened for whoever may read it, which is on record. */
const withName = async (open: QueryTools['open'], unit: string, member: Member): Promise<Named> => {
  const { name } = await open(`official-${member.officialId}`, unit, { name: member.name });
  return { ...member, name: name as Named['name'] };
};

const listStaff = defineList({
  name: 'ListStaff',
  summary: 'Who serves at a Center on a day, substitutes included.',
  path: '/centers/:unit/staff',
  params: z.object({ unit: UnitCode }),
  query: z.object({
    on: On,
    order: z
      .enum(['position', 'name'])
      .optional()
      .describe('name: by given name, as Vietnamese lists of people are; it opens all names, so it needs the right and a purpose.'),
    asOf: AsOf,
  }),
  answer: StaffMember,
  key: z.tuple([z.int(), Position, OfficialId, Key]),
  projections: ['staffing'],
  run: async ({ db: now, day, open }, { unit, order, limit, cursor, asOf }) => {
    const db = staffingThen(now, asOf);
    const after = cursor && ([cursor[1], cursor[2], cursor[3]] as const);
    if (order !== 'name') return (await staffOn(db, unit, day, { limit, after })).map((item) => ({ place: 0, item, open: false }));
    const everybody = await staffOn(db, unit, day, { limit: MOST_STAFF });
    const named = await Promise.all(everybody.map((member) => withName(open, unit, member)));
    return inNameOrder(named.map((item) => ({ item: item as Member, name: item.name })))
      .map((placed) => ({ ...placed, open: true }))
      .filter(({ place }) => cursor === undefined || place > cursor[0]);
  },
  keyOf: ({ place, item }) => [place, item.position, item.officialId, item.assignmentId],
  present: async ({ open }, staff, { unit }) =>
    Promise.all(staff.map(async ({ item, open: isOpen }) => (isOpen ? (item as Named) : withName(open, unit, item)))),
});

const asked = { on: On.describe('Day asked about (Asia/Ho_Chi_Minh); that of `asOf` when absent.'), asOf: AsOf };

const orderOf = ({ position }: { position: string }): number => (Position.options as string[]).indexOf(position);

const listPositions = defineList({
  name: 'ListPositions',
  summary: 'Positions needed against assigned at every Center, on any day; positions that are neither needed nor held are left out.',
  path: '/positions',
  tag: 'centers',
  query: z.object({
    unit: UnitCode.optional(),
    position: Position.optional(),
    missing: Flag.optional().describe('true: only where somebody is missing.'),
    order: UnitOrder,
    ...asked,
  }),
  answer: PositionStanding,
  key: z.tuple([z.int(), UnitCode, z.int()]),
  projections: ['center-people'],
  run: async (tools, { position, missing, order }) => {
    const { db, settings, unitsAsked, day, standpoint } = tools;
    const codes = settings.units.map(({ code }) => code).filter((code) => covers(unitsAsked, code));
    const standings = await positionsAsOf(db, codes.toSorted(), day, standpoint.asOf);
    const shown = standings.filter(having({ position })).filter((standing) => missing === undefined || standing.missing > 0 === missing);
    return inUnitOrder(tools, order, shown, ({ unit }) => unit);
  },
  keyOf: ({ place, item }) => [place, item.unit, orderOf(item)],
  whole: 'ascending',
  present: async (_, found) => found.map(({ item }) => item),
});

const listCoverage = defineList({
  name: 'ListCoverage',
  summary:
    'For each procedure a Center offers on a day, who there is able to do each step, and the gap where nobody is. What is published for the day is asked of the catalogue as it stands now; people and offer as of `asOf`.',
  path: '/centers/:unit/coverage',
  params: z.object({ unit: UnitCode }),
  query: z.object({ covered: Flag.optional().describe('false: only procedures with a gap.'), ...asked }),
  ...sortedBy(ProcedureCoverage, 'code'),
  projections: ['center-people', 'procedure-catalogue'],
  run: async ({ db, day, standpoint }, { unit, covered }) => {
    const published = await listProcedures(db, { day, receivable: true }, { limit: Number.MAX_SAFE_INTEGER });
    const offered = published.map(({ procedure: { code, name, field, inForce } }) => ({ code, name, field, steps: inForce?.steps ?? [] }));
    return (await coverageAsOf(db, unit, offered, day, standpoint.asOf)).filter(having({ covered }));
  },
});

const Unit = z
  .object({
    code: UnitCode,
    name: z.string().describe('Name without type.'),
    fullName: z.string().describe('Name with type, for example "Phường Thủ Dầu Một".'),
    fullNameEn: z.string(),
    type: z.enum(['ward', 'commune', 'special_zone']).describe('ward: phường; commune: xã; special_zone: đặc khu.'),
  })
  .meta({ id: 'Unit', description: 'A commune-level unit of Ho Chi Minh City.' });

const listUnits = defineList({
  name: 'ListUnits',
  summary: 'The units of the city. Public reference data: the same for every reader.',
  path: '/units',
  query: z.object({
    type: Unit.shape.type.optional(),
    text: z
      .string()
      .max(100)
      .optional()
      .describe(
        'Words of a name, with its type ("phường", "P.") or without, with marks or without; or a code. What fits best comes first.',
      ),
    order: UnitOrder,
  }),
  ...sortedByPlace(Unit, 'code'),
  projections: [],
  run: async (tools, { type, text, order }) => {
    const fit = text === undefined ? () => 0 : unitRankFor(text);
    const found = tools.settings.units
      .filter(having({ type }))
      .flatMap((item) => {
        const place = fit(item);
        return place === undefined ? [] : [{ place, item }];
      })
      .toSorted((a, b) => (a.item.code < b.item.code ? -1 : 1));
    if (order === undefined) return found.toSorted((a, b) => a.place - b.place);
    const units = found.map(({ item }) => item);
    return inUnitOrder(tools, order, units, ({ code }) => code);
  },
});

const getUnit = defineQuery({
  name: 'GetUnit',
  summary: 'One unit of the city.',
  path: '/units/:unit',
  unit: undefined,
  params: z.object({ unit: UnitCode }),
  answer: Unit,
  projections: [],
  run: async ({ settings }, input) => settings.units.find(({ code }) => code === input.unit),
});

export const centerQueries = [listCenters, getCenter, listStaff, listUnits, getUnit, listPositions, listCoverage];
