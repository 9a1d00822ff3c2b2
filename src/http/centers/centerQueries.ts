import { z } from 'zod';
import { unitRankFor } from '#domain/text/unitName.ts';
import { Key, OfficialId, Position, UnitCode } from '#events/terms.ts';
import { AsOf, Flag, On } from '#http/server/parameters.ts';
import { covers } from '#http/server/principal.ts';
import { defineList, defineQuery, having, sortedBy } from '#http/server/query.ts';
import { coverageAsOf, positionsAsOf } from '#projections/centerPeople/queries.ts';
import { PositionStanding, ProcedureCoverage } from '#projections/centerPeople/view.ts';
import { centerOn, centersOn } from '#projections/centerReadiness/queries.ts';
import { Center, CenterState, CenterSummary, ConditionCode } from '#projections/centerReadiness/view.ts';
import { listProcedures } from '#projections/procedureCatalogue/queries.ts';
import { staffOn } from '#projections/staffing/queries.ts';
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
  }),
  ...sortedBy(CenterSummary, 'unit'),
  projections: ['center-readiness'],
  run: async ({ db, settings, unitsAsked, day }, { state, missing }) => {
    const names = new Map(settings.units.map(({ code, fullName }) => [code, fullName]));
    const codes = [...names.keys()].filter((code) => covers(unitsAsked, code)).toSorted();
    return (await centersOn(db, codes, day, settings.directorOffices))
      .filter(having({ state }))
      .filter(({ conditions }) => missing === undefined || conditions.some(({ code, done }) => code === missing && !done))
      .map((center) => ({ ...center, name: names.get(center.unit) ?? center.unit }));
  },
});

const getCenter = defineQuery({
  name: 'GetCenter',
  summary: 'One Center: decision, points, headquarters, equipment, regulations, hours, and its readiness on a day.',
  path: '/centers/:unit',
  params: z.object({ unit: UnitCode }),
  query: z.object({ on: On }),
  answer: Center,
  projections: ['center-readiness'],
  run: async ({ db, settings, day }, input) => {
    const unit = settings.units.find(({ code }) => code === input.unit);
    return unit && { ...(await centerOn(db, unit.code, day, settings.directorOffices)), name: unit.fullName };
  },
});

const listStaff = defineList({
  name: 'ListStaff',
  summary: 'Who serves at a Center on a day, substitutes included.',
  path: '/centers/:unit/staff',
  params: z.object({ unit: UnitCode }),
  query: z.object({ on: On }),
  answer: StaffMember,
  key: z.tuple([Position, OfficialId, Key]),
  projections: ['staffing'],
  run: async ({ db, day }, { unit, limit, cursor }) => staffOn(db, unit, day, { limit, after: cursor }),
  keyOf: (member) => [member.position, member.officialId, member.assignmentId],
  present: async ({ open }, staff, { unit }) =>
    Promise.all(
      staff.map(async (member) => {
        const { name } = await open(`official-${member.officialId}`, unit, { name: member.name });
        return { ...member, name: name as z.infer<typeof StaffMember>['name'] };
      }),
    ),
});

const asked = { on: On.describe('Day asked about (Asia/Ho_Chi_Minh); that of `asOf` when absent.'), asOf: AsOf };

const order = ({ position }: { position: string }): number => (Position.options as string[]).indexOf(position);

const listPositions = defineList({
  name: 'ListPositions',
  summary: 'Positions needed against assigned at every Center, on any day; positions that are neither needed nor held are left out.',
  path: '/positions',
  tag: 'centers',
  query: z.object({
    unit: UnitCode.optional(),
    position: Position.optional(),
    missing: Flag.optional().describe('true: only where somebody is missing.'),
    ...asked,
  }),
  answer: PositionStanding,
  key: z.tuple([UnitCode, z.int()]),
  keyOf: (standing) => [standing.unit, order(standing)],
  whole: 'ascending',
  projections: ['center-people'],
  run: async ({ db, settings, unitsAsked, day, standpoint }, { position, missing }) => {
    const codes = settings.units.map(({ code }) => code).filter((code) => covers(unitsAsked, code));
    const standings = await positionsAsOf(db, codes.toSorted(), day, standpoint.asOf);
    return standings.filter(having({ position })).filter((standing) => missing === undefined || standing.missing > 0 === missing);
  },
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
  }),
  answer: Unit,
  key: z.tuple([z.int(), UnitCode]),
  projections: [],
  run: async ({ settings }, { type, text }) => {
    const fit = text === undefined ? () => 0 : unitRankFor(text);
    return settings.units
      .filter(having({ type }))
      .flatMap((unit) => {
        const rank = fit(unit);
        return rank === undefined ? [] : [{ unit, rank }];
      })
      .toSorted((a, b) => a.rank - b.rank || (a.unit.code < b.unit.code ? -1 : 1));
  },
  keyOf: ({ rank, unit }) => [rank, unit.code],
  whole: 'ascending',
  present: async (_, found) => found.map(({ unit }) => unit),
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
