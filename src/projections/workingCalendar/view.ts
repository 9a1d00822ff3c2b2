import { z } from 'zod';
import { CalendarDay } from '#events/calendar/events.ts';
import { Instant, LocalDate, LocalTime, maybeInstant, UnitCode } from '#events/terms.ts';
import { computed, defineFields, hidden, type RowOfFields, shown } from '#projections/daemon/fields.ts';

const Amendment = z.object({ at: Instant, set: z.array(CalendarDay), removed: z.array(LocalDate), ground: z.string() });

const ofYear = {
  year: hidden('integer'),
  // days off and make-up days in force, by date
  days: hidden<'jsonb', CalendarDay[]>('jsonb'),
  ground: hidden('text'),
  published_at: hidden('timestamptz'),
  // where in the log it was published
  published_position: hidden('bigint'),
  // oldest first
  amendments: hidden<'jsonb', z.infer<typeof Amendment>[]>('jsonb'),
};
export type CalendarRow = RowOfFields<typeof ofYear>;
export const yearColumns = defineFields(ofYear).columns;

const ofClosure = {
  year: hidden('integer'),
  closure_id: shown('text', z.string()),
  unit: shown('text', UnitCode),
  date: shown('date', LocalDate),
  from_time: hidden('text?'),
  from: computed(LocalTime.nullable().describe('Null: from opening.')),
  to_time: hidden('text?'),
  to: computed(LocalTime.nullable().describe('Null: until closing.')),
  ground: shown('text', z.string()),
  closed_at: shown('timestamptz', Instant),
  lifted_at: shown('timestamptz?', Instant, 'When the closure was lifted.'),
  lift_ground: shown('text?', z.string()),
};
export type ClosureRow = RowOfFields<typeof ofClosure>;
export const closureFields = defineFields(ofClosure);

/** A year's days off and make-up days, and closures of single units. */
export const Calendar = z
  .object({
    year: z.int(),
    publishedAt: maybeInstant('Null as long as only closures are on record.'),
    ground: z.string().nullable(),
    days: z.array(CalendarDay).describe('Days off and make-up days, in force now.'),
    amendments: z.array(Amendment),
    closures: z.array(z.object(closureFields.shape)),
  })
  .meta({ id: 'Calendar' });
export type Calendar = z.infer<typeof Calendar>;
