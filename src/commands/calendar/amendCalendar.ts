import { isDeepStrictEqual } from 'node:util';
import { calendarEvents } from '#events/calendar/events.ts';
import { calendarCommand, checkDays, published, Year } from './calendar.ts';

export const amendCalendar = calendarCommand({
  name: 'AmendCalendar',
  summary: 'Sets or removes days of a published calendar; appointed times stay as they are.',
  input: calendarEvents.schemas.CalendarAmended.extend({ year: Year }),
  unit: () => undefined,
  decide: (state, { year, set, removed, ground }) => {
    const { days } = published(state, year);
    checkDays(year, set, removed);
    const changes = set.some((day) => !isDeepStrictEqual(days.get(day.date), day)) || removed.some((date) => days.has(date));
    return changes ? [{ type: 'CalendarAmended', data: { year, set, removed, ground } }] : [];
  },
});
