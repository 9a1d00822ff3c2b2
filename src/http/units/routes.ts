import { z } from 'zod';
import { UnitCode } from '#events/terms.ts';
import { defineList, defineQuery } from '#http/server/query.ts';

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
  tag: 'units',
  query: z.object({ type: Unit.shape.type.optional(), text: z.string().max(100).optional().describe('Part of a name, or a code.') }),
  answer: Unit,
  key: z.tuple([UnitCode]),
  keyOf: ({ code }) => [code],
  whole: 'ascending',
  projections: [],
  run: async ({ settings }, { type, text }) => {
    const sought = text?.toLocaleLowerCase('vi');
    return settings.units
      .filter((unit) => type === undefined || unit.type === type)
      .filter(
        ({ code, fullName, fullNameEn }) =>
          sought === undefined || `${code} ${fullName} ${fullNameEn}`.toLocaleLowerCase('vi').includes(sought),
      )
      .toSorted((a, b) => (a.code < b.code ? -1 : 1));
  },
});

const getUnit = defineQuery({
  name: 'GetUnit',
  summary: 'One unit of the city.',
  path: '/units/:unit',
  tag: 'units',
  params: z.object({ unit: UnitCode }),
  answer: Unit,
  projections: [],
  run: async ({ settings }, input) => settings.units.find(({ code }) => code === input.unit),
});

export const unitQueries = [listUnits, getUnit];
