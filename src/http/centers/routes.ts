import { z } from 'zod';
import { localDay } from '#domain/time/localDay.ts';
import { Key, OfficialId, Position, UnitCode } from '#events/terms.ts';
import { On } from '#http/server/fields.ts';
import { pageOf } from '#http/server/page.ts';
import { defineQuery, type ListPage } from '#http/server/query.ts';
import { centerOn, centersOn } from '#projections/centerReadiness/queries.ts';
import { staffOn } from '#projections/staffing/queries.ts';
import { Center, CenterState, CenterSummary, ConditionCode, StaffMember } from './answers.ts';

const listCenters = defineQuery({
  name: 'ListCenters',
  summary: 'Every Center with what is done, what is missing, since when, and who must act; also where nothing has happened yet.',
  path: '/centers',
  tag: 'centers',
  query: z.object({
    on: On,
    unit: UnitCode.optional(),
    state: CenterState.optional(),
    missing: ConditionCode.optional().describe('Only where this is not fulfilled.'),
  }),
  answer: CenterSummary,
  list: true,
  key: z.tuple([UnitCode]),
  projections: ['center-readiness'],
  unit: ({ unit }) => unit,
  run: async (tools, { on, unit, state, missing, limit, cursor }): Promise<ListPage<z.infer<typeof CenterSummary>>> => {
    const names = new Map(tools.settings.units.map(({ code, fullName }) => [code, fullName]));
    const codes = [...names.keys()]
      .filter((code) => (tools.units === 'all' || tools.units.includes(code)) && (unit === undefined || code === unit))
      .filter((code) => cursor === undefined || code > cursor[0])
      .toSorted();
    const found = (await centersOn(tools.db, codes, on ?? localDay(tools.now), tools.settings.directorOffices))
      .filter((center) => state === undefined || center.state === state)
      .filter(({ conditions }) => missing === undefined || conditions.some(({ code, done }) => code === missing && !done))
      .map((center) => ({ ...center, name: names.get(center.unit) ?? center.unit }));
    return pageOf(found, limit, (center) => [center.unit]);
  },
});

const getCenter = defineQuery({
  name: 'GetCenter',
  summary: 'One Center: decision, points, headquarters, equipment, regulations, hours, and its readiness on a day.',
  path: '/centers/:unit',
  tag: 'centers',
  params: z.object({ unit: UnitCode }),
  query: z.object({ on: On }),
  answer: Center,
  list: false,
  projections: ['center-readiness'],
  unit: ({ unit }) => unit,
  run: async (tools, input): Promise<z.infer<typeof Center> | undefined> => {
    const unit = tools.settings.units.find(({ code }) => code === input.unit);
    const on = input.on ?? localDay(tools.now);
    return unit && { ...(await centerOn(tools.db, unit.code, on, tools.settings.directorOffices)), name: unit.fullName, on };
  },
});

const listStaff = defineQuery({
  name: 'ListStaff',
  summary: 'Who serves at a Center on a day, substitutes included.',
  path: '/centers/:unit/staff',
  tag: 'centers',
  params: z.object({ unit: UnitCode }),
  query: z.object({ on: On }),
  answer: StaffMember,
  list: true,
  key: z.tuple([Position, OfficialId, Key]),
  projections: ['staffing'],
  unit: ({ unit }) => unit,
  run: async (tools, { unit, on, limit, cursor }): Promise<ListPage<z.infer<typeof StaffMember>>> => {
    const found = await staffOn(tools.db, unit, on ?? localDay(tools.now), { limit: limit + 1, after: cursor });
    const page = pageOf(found, limit, (member) => [member.position, member.officialId, member.assignmentId]);
    const named = page.items.map(async (member) => {
      const { name } = await tools.open(`official-${member.officialId}`, unit, { name: member.name });
      return { ...member, name: name as z.infer<typeof StaffMember>['name'] };
    });
    return { ...page, items: await Promise.all(named) };
  },
});

export const centerQueries = [listCenters, getCenter, listStaff];
