import { z } from 'zod';
import { UnitCode } from '#events/terms.ts';
import { AsOf, Flag } from '#http/server/parameters.ts';
import { defineList, sortedBy } from '#http/server/query.ts';
import { listPeriods, Period } from '#projections/periods/queries.ts';

const listClosedPeriods = defineList({
  name: 'ListPeriods',
  summary: 'Months of a unit and of the city that were closed, and reopened; what is entered for a closed one is marked.',
  path: '/periods',
  query: z.object({
    unit: UnitCode.optional().describe('The unit’s own months, and those of the city.'),
    month: z
      .string()
      .regex(/^[1-9]\d{3}-(0[1-9]|1[0-2])$/, 'must be a month such as 2025-07')
      .optional(),
    closed: Flag.optional(),
    asOf: AsOf,
  }),
  ...sortedBy(Period, 'period'),
  projections: ['periods'],
  run: ({ db, unitsAsked }, { month, closed, asOf }) => listPeriods(db, { units: unitsAsked, month, closed }, asOf),
});

export const periodQueries = [listClosedPeriods];
