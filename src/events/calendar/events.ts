import { z } from 'zod';
import { defineEvents, type EventOf } from '#events/store/defineEvents.ts';
import { Key, LocalDate, LocalTime, Text, UnitCode } from '#events/terms.ts';

export const CalendarDay = z
  .strictObject({
    date: LocalDate,
    kind: z
      .enum(['off', 'make-up'])
      .describe('off: no work although a weekday; make-up: a working Saturday or Sunday that replaces a day off.'),
    name: Text,
    official: z.boolean().describe('False as long as no published plan confirms the day.'),
    ground: Text,
  })
  .meta({ id: 'CalendarDay' });
export type CalendarDay = z.infer<typeof CalendarDay>;

/** Stream `calendar-<year>`: days off, make-up days and closures of single units. */
export const calendarEvents = defineEvents('calendar', {
  CalendarPublished: z
    .strictObject({ year: z.int().min(2000).max(2200), days: z.array(CalendarDay).max(366), ground: Text })
    .describe('The year’s calendar applies.'),
  CalendarAmended: z
    .strictObject({ year: z.int(), set: z.array(CalendarDay).max(366), removed: z.array(LocalDate).max(366), ground: Text })
    .describe('Days were set or removed; appointed times stay as they are.'),
  UnitClosed: z
    .strictObject({
      year: z.int(),
      unit: UnitCode,
      closureId: Key,
      date: LocalDate,
      from: LocalTime.optional(),
      to: LocalTime.optional(),
      ground: Text,
    })
    .describe('One unit is closed for a day, or for part of it (flood, outage).'),
  UnitClosureLifted: z
    .strictObject({ year: z.int(), unit: UnitCode, closureId: Key, ground: Text })
    .describe('A closure no longer applies.'),
});
export type CalendarEvent = EventOf<typeof calendarEvents>;
