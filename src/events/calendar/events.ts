import { z } from 'zod';
import { defineEvents, type EventOf, eventsOf } from '#events/store/defineEvents.ts';
import { Key, LocalDate, LocalTime, PublicText, UnitCode } from '#events/terms.ts';

export const CalendarDay = z
  .strictObject({
    date: LocalDate,
    kind: z
      .enum(['off', 'make-up'])
      .describe(
        'off: no work, whatever the weekday: a unit with Saturday hours is closed too; make-up: a working Saturday or Sunday that replaces a day off.',
      ),
    name: PublicText,
    official: z.boolean().describe('False as long as no published plan confirms the day.'),
    ground: PublicText,
  })
  .meta({ id: 'CalendarDay' });
export type CalendarDay = z.infer<typeof CalendarDay>;

const event = eventsOf({ year: z.int() });

/** Stream `calendar-<year>`: days off, make-up days and closures of single units. */
export const calendarEvents = defineEvents('calendar', {
  CalendarPublished: event('The year’s calendar applies.', {
    year: z.int().min(2000).max(2200),
    days: z.array(CalendarDay).max(366),
    ground: PublicText,
  }),
  CalendarAmended: event('Days were set or removed; appointed times stay as they are.', {
    set: z.array(CalendarDay).max(366),
    removed: z.array(LocalDate).max(366),
    ground: PublicText,
  }),
  UnitClosed: event('One unit is closed for a day, or for part of it (flood, outage).', {
    unit: UnitCode,
    closureId: Key,
    date: LocalDate,
    from: LocalTime.optional(),
    to: LocalTime.optional(),
    ground: PublicText,
  }),
  UnitClosureLifted: event('A closure no longer applies.', { unit: UnitCode, closureId: Key, ground: PublicText }),
});
export type CalendarEvent = EventOf<typeof calendarEvents>;
