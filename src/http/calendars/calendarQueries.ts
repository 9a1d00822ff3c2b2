import { z } from 'zod';
import { UnitCode } from '#events/terms.ts';
import { AsOf } from '#http/server/parameters.ts';
import { defineQuery } from '#http/server/query.ts';
import { calendarsThen, findCalendar } from '#projections/workingCalendar/queries.ts';
import { Calendar } from '#projections/workingCalendar/view.ts';

const getCalendar = defineQuery({
  name: 'GetCalendar',
  summary: 'The working calendar of a year and closures of units. Published data: the same for every reader.',
  path: '/calendars/:year',
  params: z.object({ year: z.coerce.number().int().min(2000).max(2200) }),
  query: z.object({ closuresOf: UnitCode.optional().describe('Closures of this unit only.'), asOf: AsOf }),
  answer: Calendar,
  projections: ['working-calendar'],
  run: async ({ db }, { year, closuresOf, asOf }) =>
    findCalendar(calendarsThen(db, asOf), year, closuresOf === undefined ? 'all' : [closuresOf]),
});

export const calendarQueries = [getCalendar];
