import { z } from 'zod';
import { UnitCode } from '#events/terms.ts';
import { pageOf } from '#http/server/page.ts';
import { defineQuery } from '#http/server/query.ts';

const Unit = z
  .object({
    code: UnitCode,
    name: z.string().describe('Name without type.'),
    fullName: z.string().describe('Name with type, for example "Phường Thủ Dầu Một".'),
    fullNameEn: z.string(),
    type: z.enum(['ward', 'commune', 'special_zone']).describe('ward: phường; commune: xã; special_zone: đặc khu.'),
  })
  .meta({ id: 'Unit', description: 'A commune-level unit of Ho Chi Minh City.' });

const listUnits = defineQuery({
  name: 'ListUnits',
  summary: 'The units of the city. Public reference data: the same for every reader.',
  path: '/units',
  tag: 'units',
  query: z.object({ type: Unit.shape.type.optional(), text: z.string().max(100).optional().describe('Part of a name, or a code.') }),
  answer: Unit,
  list: true,
  key: z.tuple([UnitCode]),
  projections: [],
  run: async ({ settings }, { type, text, limit, cursor }) => {
    const sought = text?.toLocaleLowerCase('vi');
    const found = settings.units
      .filter((unit) => type === undefined || unit.type === type)
      .filter(
        ({ code, fullName, fullNameEn }) =>
          sought === undefined || `${code} ${fullName} ${fullNameEn}`.toLocaleLowerCase('vi').includes(sought),
      )
      .filter(({ code }) => cursor === undefined || code > cursor[0])
      .toSorted((a, b) => (a.code < b.code ? -1 : 1));
    return pageOf(found, limit, ({ code }) => [code]);
  },
});

const getUnit = defineQuery({
  name: 'GetUnit',
  summary: 'One unit of the city.',
  path: '/units/:unit',
  tag: 'units',
  params: z.object({ unit: UnitCode }),
  answer: Unit,
  list: false,
  projections: [],
  run: async ({ settings }, input) => settings.units.find(({ code }) => code === input.unit),
});

export const unitQueries = [listUnits, getUnit];
