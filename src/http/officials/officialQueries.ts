import { z } from 'zod';
import { OfficialId, Position, UnitCode } from '#events/terms.ts';
import { On } from '#http/server/parameters.ts';
import { defineList, defineQuery, type QueryTools } from '#http/server/query.ts';
import { findOfficial, listOfficials as listInModel, type OfficialView } from '#projections/staffing/queries.ts';
import { Official } from '#projections/staffing/view.ts';

/** Opens name and phone for the first unit served at that the reader may ask about. */
const named = async (tools: QueryTools, official: OfficialView): Promise<Official> => {
  const units = official.assignments.map(({ unit }) => unit);
  const unit = tools.units === 'all' ? units.at(-1) : units.findLast((code) => tools.units.includes(code));
  const { name, phone } = await tools.open(`official-${official.officialId}`, unit, { name: official.name, phone: official.phone });
  return { ...official, name, phone } as Official;
};

const listOfficials = defineList({
  name: 'ListOfficials',
  summary: 'Officials with all their assignments; filters ask about a day.',
  path: '/officials',
  query: z.object({ on: On, unit: UnitCode.optional().describe('Serving there on the day.'), position: Position.optional() }),
  answer: Official,
  key: z.tuple([OfficialId]),
  projections: ['staffing'],
  run: async ({ db, units, day }, { unit, position, limit, cursor }) =>
    listInModel(db, { units, unit, position, day }, { limit, after: cursor?.[0] }),
  keyOf: ({ officialId }) => [officialId],
  present: async (tools, officials) => Promise.all(officials.map((official) => named(tools, official))),
});

const getOfficial = defineQuery({
  name: 'GetOfficial',
  summary: 'One official with offices held and all assignments.',
  path: '/officials/:officialId',
  params: z.object({ officialId: OfficialId }),
  query: z.object({ on: On }),
  answer: Official,
  projections: ['staffing'],
  run: async (tools, { officialId }) => {
    const official = await findOfficial(tools.db, officialId, tools.day);
    const visible = tools.units === 'all' || official?.assignments.some(({ unit }) => tools.units.includes(unit));
    return official && visible ? named(tools, official) : undefined;
  },
});

export const officialQueries = [listOfficials, getOfficial];
