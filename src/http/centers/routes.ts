import { z } from 'zod';
import { Key, OfficialId, Position, UnitCode } from '#events/terms.ts';
import { On } from '#http/server/fields.ts';
import { covers } from '#http/server/principal.ts';
import { defineList, defineQuery } from '#http/server/query.ts';
import { centerOn, centersOn } from '#projections/centerReadiness/queries.ts';
import { Center, CenterState, CenterSummary, ConditionCode } from '#projections/centerReadiness/view.ts';
import { staffOn } from '#projections/staffing/queries.ts';
import { StaffMember } from '#projections/staffing/view.ts';

const listCenters = defineList({
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
  key: z.tuple([UnitCode]),
  keyOf: ({ unit }) => [unit],
  whole: 'ascending',
  projections: ['center-readiness'],
  unit: ({ unit }) => unit,
  run: async ({ db, settings, unitsAsked, day }, { state, missing }) => {
    const names = new Map(settings.units.map(({ code, fullName }) => [code, fullName]));
    const codes = [...names.keys()].filter((code) => covers(unitsAsked, code)).toSorted();
    return (await centersOn(db, codes, day, settings.directorOffices))
      .filter((center) => state === undefined || center.state === state)
      .filter(({ conditions }) => missing === undefined || conditions.some(({ code, done }) => code === missing && !done))
      .map((center) => ({ ...center, name: names.get(center.unit) ?? center.unit }));
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
  projections: ['center-readiness'],
  unit: ({ unit }) => unit,
  run: async ({ db, settings, day }, input) => {
    const unit = settings.units.find(({ code }) => code === input.unit);
    return unit && { ...(await centerOn(db, unit.code, day, settings.directorOffices)), name: unit.fullName };
  },
});

const listStaff = defineList({
  name: 'ListStaff',
  summary: 'Who serves at a Center on a day, substitutes included.',
  path: '/centers/:unit/staff',
  tag: 'centers',
  params: z.object({ unit: UnitCode }),
  query: z.object({ on: On }),
  answer: StaffMember,
  key: z.tuple([Position, OfficialId, Key]),
  projections: ['staffing'],
  unit: ({ unit }) => unit,
  run: async ({ db, day }, { unit, limit, cursor }) => staffOn(db, unit, day, { limit, after: cursor }),
  keyOf: (member) => [member.position as Position, member.officialId, member.assignmentId],
  present: async ({ open }, staff, { unit }) =>
    Promise.all(
      staff.map(async (member) => {
        const { name } = await open(`official-${member.officialId}`, unit, { name: member.name });
        return { ...member, name: name as z.infer<typeof StaffMember>['name'] };
      }),
    ),
});

export const centerQueries = [listCenters, getCenter, listStaff];
