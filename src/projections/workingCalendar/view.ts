import { z } from 'zod';
import { CalendarDay } from '#events/calendar/events.ts';
import { Instant, LocalDate, LocalTime, maybeInstant, UnitCode } from '#events/terms.ts';

const Amendment = z.object({ at: Instant, set: z.array(CalendarDay), removed: z.array(LocalDate), ground: z.string() });
export type Amendment = z.infer<typeof Amendment>;

const Closure = z.object({
  closureId: z.string(),
  unit: UnitCode,
  date: LocalDate,
  from: LocalTime.nullable().describe('Null: from opening.'),
  to: LocalTime.nullable().describe('Null: until closing.'),
  ground: z.string(),
  closedAt: Instant,
  liftedAt: maybeInstant('When the closure was lifted.'),
  liftGround: z.string().nullable(),
});
export type ClosureView = z.infer<typeof Closure>;

/** A year's days off and make-up days, and closures of single units. */
export const Calendar = z
  .object({
    year: z.int(),
    publishedAt: maybeInstant('Null as long as only closures are on record.'),
    ground: z.string().nullable(),
    days: z.array(CalendarDay).describe('Days off on weekdays and make-up days, in force now.'),
    amendments: z.array(Amendment),
    closures: z.array(Closure),
  })
  .meta({ id: 'Calendar' });
export type Calendar = z.infer<typeof Calendar>;
