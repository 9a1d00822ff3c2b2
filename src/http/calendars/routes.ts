import { z } from 'zod';
import { CalendarDay } from '#events/calendar/events.ts';
import { Instant, LocalDate, LocalTime, UnitCode } from '#events/terms.ts';
import { maybeInstant } from '#http/server/fields.ts';
import { defineQuery } from '#http/server/query.ts';
import { findCalendar } from '#projections/workingCalendar/queries.ts';

const Calendar = z
  .object({
    year: z.int(),
    publishedAt: maybeInstant('Null as long as only closures are on record.'),
    ground: z.string().nullable(),
    days: z.array(CalendarDay).describe('Days off on weekdays and make-up days, in force now.'),
    amendments: z.array(z.object({ at: Instant, set: z.array(CalendarDay), removed: z.array(LocalDate), ground: z.string() })),
    closures: z.array(
      z.object({
        closureId: z.string(),
        unit: UnitCode,
        date: LocalDate,
        from: LocalTime.nullable().describe('Null: from opening.'),
        to: LocalTime.nullable().describe('Null: until closing.'),
        ground: z.string(),
        closedAt: Instant,
        liftedAt: maybeInstant('When the closure was lifted.'),
        liftGround: z.string().nullable(),
      }),
    ),
  })
  .meta({ id: 'Calendar' });

const getCalendar = defineQuery({
  name: 'GetCalendar',
  summary: 'The working calendar of a year and closures of units. Published data: the same for every reader.',
  path: '/calendars/:year',
  tag: 'calendars',
  params: z.object({ year: z.coerce.number().int().min(2000).max(2200) }),
  query: z.object({ closuresOf: UnitCode.optional().describe('Closures of this unit only.') }),
  answer: Calendar,
  projections: ['working-calendar'],
  run: async ({ db }, { year, closuresOf }) => findCalendar(db, year, closuresOf === undefined ? 'all' : [closuresOf]),
});

export const calendarQueries = [getCalendar];
